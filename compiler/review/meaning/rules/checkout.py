"""How the workspace begins."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Place, Reason, Rule, found
from ..words import change, plain

_REASONS: Final = {
    "depth": Reason("low", "commands of git see more or less of the history"),
    "submodules": Reason("low", "submodules are there, or no longer"),
    "added": Reason("low", "the repository's files are there, its own code too"),
    "removed": Reason("low", "the repository's files are no longer there"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each job whose workspace begins otherwise."""
    for name, before, after in case.jobs():
        if before is None or after is None:
            continue
        for edit in case.under("jobs", name, "checkout"):
            place, below = Place("job", name), [str(each) for each in edit.path[3:]]
            if below:
                text = f"{WHO}: checkout.{below[0]} {change('', edit.before, edit.after)}"
                yield found(_REASONS[below[0]], place, text, [edit])
            elif edit.after is None:
                yield found(_REASONS["removed"], place, f"{WHO}: checkout `false`", [edit])
            else:
                yield found(_REASONS["added"], place, f"{WHO}: checkout `{plain('', edit.after)}`", [edit])


RULE: Final = Rule("checkout", "How the workspace begins.", _REASONS, find)
