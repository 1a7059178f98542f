"""An environment that could be reached only with approval, and can be reached without."""

from collections.abc import Iterator
from typing import Final

from ....ir.job import Job
from ..case import Case, Edit
from ..finding import WHO, Finding, Place, Reason, Rule, found
from ..graphs import ancestors, deployments, unasked

_REASONS: Final = {
    "unapproved": Reason("dangerous", "nobody has to agree any more before something changes there"),
    "second": Reason("notable", "an approval that was one of several is gone"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each environment that something reaches without an approval that was needed."""
    for name, before, after in case.environments():
        if before is None or after is None:
            continue
        was, is_ = unasked(case.before, name), unasked(case.after, name)
        free = [job for job in is_ if job.id not in {each.id for each in was}]
        edits = _edits(case, name, free)
        if free and not was and any(deployments(case.before, name)):
            for job in free:
                text = f"`{name}` can be deployed to by {WHO} without approval"
                yield found(_REASONS["unapproved"], Place("job", job.id), text, edits)
        elif any(edit.path == ("environments", name, "approval") and edit.after is None for edit in edits):
            key = "second" if not is_ else "unapproved"
            text = f"{WHO}: approval is no longer asked for"
            yield found(_REASONS[key], Place("environment", name), text, case.under("environments", name, "approval"))


def _edits(case: Case, environment: str, jobs: list[Job]) -> list[Edit]:
    """Return the removals of approvals of the environment and of these jobs and of what they wait for."""
    reached = {job.id for job in jobs} | ancestors(case.before, (job.id for job in jobs))
    found_ = [edit for job in sorted(reached) for edit in case.under("jobs", job, "approval")]
    return [edit for edit in (*case.under("environments", environment, "approval"), *found_) if edit.after is None]


RULE: Final = Rule(
    "approval-skipped", "An environment can be reached without an approval that was needed.", _REASONS, find
)
