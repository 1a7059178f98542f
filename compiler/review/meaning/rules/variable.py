"""Environment variables, with their values."""

from collections.abc import Iterator
from typing import Any, Final

from ....ir.values import Secret, Text, Variable
from ..case import Case, Edit
from ..concealing import sensitive
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..lines import counted, difference
from ..words import arrow, constant, texts

_REASONS: Final = {
    "exposed": Reason("notable", "what was a secret by reference stands in the file now"),
    "added": Reason("low", "programs there read a variable that was not set"),
    "removed": Reason("low", "programs there that read it find nothing"),
    "changed": Reason("low", "programs there read another value"),
    "renamed": Reason("low", "programs there that read the old name find nothing"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each variable of a step, service or component that is new, gone or another."""
    for edit in case.edits:
        where, names = place_of(edit.path)
        if names[:1] != ("environment",) or len(names) < 2:
            continue
        name = str(names[1])
        key = "exposed" if _reads(edit.before) and edit.after is not None and not _reads(edit.after) else edit.kind
        both = texts(edit.before, edit.after) if not sensitive(name) else None
        lines = difference(*both) if both else ()
        text = f"{WHO}: variable `{name}` {_said(name, edit) if not lines else counted(lines)}"
        yield found(_REASONS[key], where, text, [edit], lines=lines)


def _reads(value: Any) -> bool:
    text = value.value if isinstance(value, Variable) else value
    return isinstance(text, Text) and any(isinstance(part, Secret) for part in text.parts)


def _said(name: str, edit: Edit) -> str:
    if edit.kind == "renamed":
        return f"was `{edit.before}`"
    before, after = (each.value if isinstance(each, Variable) else each for each in (edit.before, edit.after))
    if edit.kind == "added":
        return f"= {constant(name, after)} is added"
    if edit.kind == "removed":
        return f"= {constant(name, before)} is removed"
    return arrow(constant(name, before), constant(name, after))


RULE: Final = Rule("variable", "Environment variables, with their values.", _REASONS, find)
