"""Variables in scripts: names that surely nothing defines, and values from outside that are run as a program."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...diagnostics import Span
from ...diagnostics.nearest import nearest
from ..fields import Fields
from ..scope import Scope
from ..shell_variables import is_well_known
from ..tree import Node, Scalar
from ..tree import Sequence as SequenceNode

if TYPE_CHECKING:
    from ..shell import Reference

_MENTIONED = re.compile(r"\$\{?[#!]?([A-Za-z_][A-Za-z0-9_]*)")
_RUNS = re.compile(r"\beval\b|sh[ \t]+-[a-z]*c\b")
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh", "busybox"})


def check_shell_names(fields: Fields, shell: Sequence[str], *, image: bool) -> None:
    """Check the script of a step that this `shell` runs, in an image or on the host."""
    node = fields.node("script")
    if not isinstance(node, Scalar | SequenceNode) or not is_posix(shell):
        return
    lines = _lines(node)
    text = "\n".join(line.text for line in lines)
    mentioned = dict.fromkeys(_MENTIONED.findall(text))
    unknown = [name for name in mentioned if not fields.scope.defines(name) and not is_well_known(name, image=image)]
    if unknown or (mentioned and _RUNS.search(text)):
        _read(fields.scope, lines, text, frozenset(unknown))


def is_posix(shell: Sequence[str]) -> bool:
    """Tell whether a step's shell is one of the POSIX family."""
    words = [word.rpartition("/")[2] for word in shell]
    return bool(words) and (words[0] in _SHELLS or (words[0] == "env" and words[-1] in _SHELLS))


def _lines(node: Node) -> tuple[Scalar, ...]:
    if isinstance(node, Scalar):
        return (node,)
    return tuple(item for item in node if isinstance(item, Scalar)) if isinstance(node, SequenceNode) else ()


def _read(scope: Scope, lines: Sequence[Scalar], text: str, unknown: frozenset[str]) -> None:
    from ..shell import read_script

    script = read_script(text)
    guarded = {reference.name for reference in script.references if reference.guarded}
    surely = unknown - script.defined - guarded if not script.opaque else frozenset[str]()
    places: dict[str, list[Reference]] = {}
    for reference in script.references:
        if reference.name in surely:
            places.setdefault(reference.name, []).append(reference)
        elif reference.command and reference.name not in script.defined:
            _tell_run(scope, lines, reference)
    for name, references in places.items():
        spans = [_name_span(scope, lines, text, reference) for reference in references]
        _tell_undefined(scope, name, spans)


def _name_span(scope: Scope, lines: Sequence[Scalar], text: str, reference: "Reference") -> Span:
    start = text.index(reference.name, reference.start)
    return _locate(scope, lines, start, start + len(reference.name))


def _locate(scope: Scope, lines: Sequence[Scalar], start: int, end: int) -> Span:
    """Return where a range of the whole script stands: in which of its lines, and where there."""
    begin = 0
    for line in lines:
        if start <= begin + len(line.text):
            return scope.context.locate(line, start - begin, end - begin)
        begin += len(line.text) + 1
    return lines[-1].span


def _tell_undefined(scope: Scope, name: str, spans: list[Span]) -> None:
    from ..rules.undefined_in_script import undefined_in_script

    near = nearest(name, sorted(scope.all_names()))
    scope.context.report(undefined_in_script(name, spans, near, scope.owner), cause=("variable", name))


def _tell_run(scope: Scope, lines: Sequence[Scalar], reference: "Reference") -> None:
    value = scope.lookup(reference.name)
    if value is None or not value.taint:
        return
    from ..rules.tainted_eval import tainted_eval

    span = _locate(scope, lines, reference.start, reference.end)
    scope.context.report(tainted_eval(span, reference.name, reference.command, value.taint))
