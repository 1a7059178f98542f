"""Every other field, with its value before and after. Whatever no other rule tells is told here."""

from collections.abc import Iterator
from typing import Final

from ..case import Case, Edit
from ..concealing import sensitive
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..lines import counted, difference
from ..words import arrow, change, constant, field, texts

_REASONS: Final = {
    "work": Reason("low", "programs there are started otherwise"),
    "time": Reason("low", "it is ended, or tried again, after another time"),
    "handed": Reason("low", "who comes after gets other files or values"),
    "placed": Reason("low", "it runs on other machines than before"),
    "instances": Reason("low", "it runs in other combinations, or in another order of them"),
    "served": Reason("low", "who reaches it reaches it otherwise"),
    "moved-files": Reason("low", "commands run in another folder"),
    "other": Reason("low", "it works otherwise than before"),
    "said": Reason("none"),
}

_FIELDS: Final = {
    "command": "work",
    "arguments": "work",
    "action": "work",
    "timeout": "time",
    "retry": "time",
    "retry_count": "time",
    "inputs": "handed",
    "outputs": "handed",
    "artifacts": "handed",
    "matrix": "instances",
    "ports": "served",
    "routes": "served",
    "working_directory": "moved-files",
    "description": "said",
    "source": "said",
    "name": "said",
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each edit that is left."""
    for edit in case.edits:
        where, below = place_of(edit.path)
        names = tuple(str(each) for each in below)
        both = texts(edit.before, edit.after) if not (names and sensitive(names[-1])) else None
        lines = difference(*both) if both else ()
        text = f"{WHO}: {field(names)}, {counted(lines)}" if lines else f"{WHO}: {_said(edit, names)}"
        yield found(_REASONS[_key(edit, names)], where, text, [edit], lines=lines)


def _key(edit: Edit, names: tuple[str, ...]) -> str:
    if names[:1] == ("labels",):
        return "placed" if edit.path[0] == "jobs" else "said"
    return _FIELDS.get(names[0], "other") if names else "other"


def _said(edit: Edit, names: tuple[str, ...]) -> str:
    label = field(names)
    if names[:2] == ("action", "arguments") or names[:1] == ("labels",):
        return f"{label} {arrow(constant(names[-1], edit.before), constant(names[-1], edit.after))}"
    return f"{label} {change(names[-1] if names else '', edit.before, edit.after)}"


RULE: Final = Rule("changed", "Every other field, with its value before and after.", _REASONS, find)
