"""What is pipec's own in a script, hidden from shellcheck without moving anything.

A form (`${{ … }}`, `${ROOT.path}`) is a value by the time the shell reads the script. shellcheck is shown the script
twice, each form replaced by as many characters: once by a variable, once by a word. What it says of the variable
(quote it) it does not say of the word, and what it says of the word (this comparison is constant) not of the variable;
so what it says both times is true of the script whatever the value is.
"""

from typing import NamedTuple

from compiler.frontend.document import Document
from compiler.frontend.template import parse_template

from .scripts import Script, collect_scripts


class Masked(NamedTuple):
    """The texts that shellcheck reads, each as long as the script; where forms stand, by their offsets there."""

    texts: tuple[str, ...]
    forms: tuple[tuple[int, int], ...] = ()


class Shown(NamedTuple):
    """A script and what shellcheck is shown of it."""

    script: Script
    masked: Masked


def show_scripts(document: Document) -> tuple[Shown, ...]:
    """Return the scripts of a pipeline as shellcheck is to see them; those with broken forms are left out."""
    pairs = ((script, mask(script)) for script in collect_scripts(document))
    return tuple(Shown(script, masked) for script, masked in pairs if masked is not None)


def mask(script: Script) -> Masked | None:
    """Return what to show of a script: one text, or two where it has forms; None where a form is not well written."""
    text = script.text
    if "${" not in text:
        return Masked((text,))
    forms: list[tuple[int, int]] = []
    begin = 0
    for line in script.lines:
        parts, problems = parse_template(line.text, script=True)
        if problems:
            return None
        forms.extend((begin + part.start, begin + part.end) for part in parts if not isinstance(part, str))
        begin += len(line.text) + 1
    if not forms:
        return Masked((text,))
    return Masked((_replaced(text, forms, "${{{}}}", 3), _replaced(text, forms, "{}", 0)), tuple(forms))


def _replaced(text: str, forms: list[tuple[int, int]], pattern: str, extra: int) -> str:
    parts: list[str] = []
    at = 0
    for start, end in forms:
        parts += (text[at:start], pattern.format("x" * (end - start - extra)))
        at = end
    return "".join([*parts, text[at:]])
