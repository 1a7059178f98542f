"""How much a job or a component may take, and how many instances there are."""

from collections.abc import Iterator
from typing import Final

from ..case import Case, Edit
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from ..words import change

_REASONS: Final = {
    "less-serving": Reason("notable", "instances that need more are slowed down or killed"),
    "fewer": Reason("notable", "fewer instances answer the same requests"),
    "unlimited": Reason("notable", "it can take all that the machine has"),
    "less": Reason("low", "a job that needs more is slowed down or killed"),
    "more": Reason("low", "it takes more of its machine"),
}

_NAMES: Final = frozenset({("cpu",), ("memory",), ("disk",)})


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each limit and number of instances that is another."""
    for edit in case.edits:
        where, names = place_of(edit.path)
        if edit.kind != "changed":
            continue
        if names[:1] == ("resources",) and names[1:] in _NAMES:
            name = str(names[1])
            text = f"{WHO}: resources.{name} {change(name, edit.before, edit.after)}"
            yield found(_REASONS[_limit(edit)], where, text, [edit])
        elif names == ("replicas",) and where.kind == "component":
            key = "fewer" if edit.after < edit.before else "more"
            text = f"{WHO}: replicas {change('', edit.before, edit.after)}"
            yield found(_REASONS[key], where, text, [edit])


def _limit(edit: Edit) -> str:
    if edit.after is None:
        return "unlimited"
    if edit.before is None or edit.after < edit.before:
        return "less" if edit.path[0] == "jobs" else "less-serving"
    return "more"


RULE: Final = Rule("resources", "How much is given: limits and instances.", _REASONS, find)
