"""A failure that no longer stops anything."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Place, Reason, Rule, found, place_of
from ..graphs import guards
from ..words import change

_REASONS: Final = {
    "guard": Reason("dangerous", "deployments start although this failed"),
    "deployment": Reason("dangerous", "a deployment starts although what it waits for failed"),
    "ignored": Reason("notable", "nobody is told any more that this failed"),
    "later": Reason("low", "the job starts after other endings than before"),
    "counts": Reason("low", "its failure fails the job now"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each step and job whose failure, or whose dependencies' failure, counts otherwise."""
    guarding = guards(case.after) if case.edits else set()
    for path, _, before, _, after in case.steps():
        edits = case.under(*path, "continue_on_failure")
        if before is not None and after is not None and edits:
            key = "counts" if not after.continue_on_failure else "guard" if path[1] in guarding else "ignored"
            text = f"{WHO}: continue_on_failure {change('', before.continue_on_failure, after.continue_on_failure)}"
            yield found(_REASONS[key], place_of(path)[0], text, edits)
    for name, old, new in case.jobs():
        edits = case.under("jobs", name, "runs_on")
        if old is not None and new is not None and edits:
            gained = "failure" in new.runs_on and "failure" not in old.runs_on
            key = "deployment" if gained and new.deploy else "guard" if gained and name in guarding else "later"
            text = f"{WHO}: runs_on `{', '.join(old.runs_on)}` → `{', '.join(new.runs_on)}`"
            yield found(_REASONS[key], Place("job", name), text, edits)


RULE: Final = Rule("failure-ignored", "A failure that no longer stops anything, or does now.", _REASONS, find)
