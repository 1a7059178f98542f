"""What may be given for a parameter, and what is taken when nothing is."""

from collections.abc import Iterator
from typing import Final

from ..case import Case, Edit
from ..finding import IS, WHO, Finding, Place, Reason, Rule, found
from ..words import arrow, constant, shown

_REASONS: Final = {
    "required": Reason("notable", "runs that were started without it fail"),
    "anything": Reason("notable", "values that were refused are taken"),
    "removed": Reason("notable", "runs that are started with it fail"),
    "default": Reason("low", "runs that are started without it get another value"),
    "other": Reason("low", "other values are taken than before"),
    "added": Reason("low", "runs can be started with it"),
    "description": Reason("none"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each parameter that is new, gone or another."""
    for edit in case.under("params"):
        name = str(edit.path[1])
        place = Place("parameter", name)
        if len(edit.path) > 2:
            field = str(edit.path[2])
            say = constant if field == "default" else shown
            key = "" if field != "default" else name
            text = f"{WHO}: {field} {arrow(say(key, edit.before), say(key, edit.after))}"
            yield found(_REASONS[_key(field, edit)], place, text, [edit])
        elif edit.kind == "added":
            needed = edit.after.required and edit.after.default is None
            text = f"{WHO} {IS} {'required' if needed else f'added, default {constant(name, edit.after.default)}'}"
            yield found(_REASONS["required" if needed else "added"], place, text, [edit])
        elif edit.kind == "removed":
            yield found(_REASONS["removed"], place, f"{WHO} {IS} removed", [edit])


def _key(field: str, edit: Edit) -> str:
    if field == "required":
        return "required" if edit.after else "other"
    if field == "pattern":
        return "anything" if edit.after is None else "other"
    if field == "enum":
        return "anything" if not edit.after or set(edit.after) - set(edit.before or edit.after) else "other"
    return field if field in _REASONS else "other"


RULE: Final = Rule("parameter", "What may be given for a parameter.", _REASONS, find)
