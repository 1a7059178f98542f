"""Files of variables as systemd's `EnvironmentFile=` reads them.

Between double quotes a backslash escapes one of the characters that a shell treats so, and all else, line breaks too,
stands for itself (systemd.exec(5)). systemd throws away a variable whose value has a control character other than tab
and line feed; those go another way, see `units`.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from ...diagnostics import Span
from ...ir.release import Component
from ..base import Mapped

_ESCAPED: Final = re.compile(r'(["\\`$])')
_ASSIGNMENT: Final = re.compile(r'([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\["\\`$])*)"\n')
_DROPPED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Assignment(NamedTuple):
    """A variable whose value is known at compile time."""

    name: str
    value: str
    origin: Span


def assignments(component: Component) -> tuple[Assignment, ...]:
    """Return the component's variables that are neither secret nor bound at deployment."""
    return tuple(
        Assignment(each.name, each.value.constant, each.origin)
        for each in component.environment
        if each.value.constant is not None
    )


def fits(value: str) -> bool:
    """Tell whether systemd keeps this value when it comes from a file."""
    return _DROPPED.search(value) is None


def quote(value: str) -> str:
    """Quote a value so that systemd reads back the same text."""
    return '"' + _ESCAPED.sub(r"\\\1", value) + '"'


def parse(text: str) -> dict[str, str]:
    """Read back what `dotenv` wrote: assignments of double-quoted values, one after the other."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _ASSIGNMENT.match(text, at)
        if match is None:
            raise ValueError(f"no assignment at character {at}")
        found[match[1]] = re.sub(r'\\(["\\`$])', r"\1", match[2])
        at = match.end()
    return found


def dotenv(path: str, variables: Iterable[Assignment]) -> tuple[bytes, list[Mapped]]:
    """Return the file and its source map, variables in the given order, those that do not fit left out."""
    lines: list[str] = []
    mapped: list[Mapped] = []
    at = 1
    for each in variables:
        if fits(each.value):
            lines.append(f"{each.name}={quote(each.value)}\n")
            mapped.append(Mapped(path, f"/{at}", each.origin))
            at += lines[-1].count("\n")
    return "".join(lines).encode(), mapped
