"""What a target may ignore of a job, because the job lists it in `allow_degraded`."""

from collections.abc import Iterable, Iterator

from ..diagnostics import Change, Diagnostic
from ..ir.job import Job
from .rules.degraded import degraded


def degrade(job: Job, problems: Iterable[tuple[str, Diagnostic]], target: str) -> Iterator[Diagnostic]:
    """Yield problems, each given with its word; one that the job allows becomes a warning, others may be allowed."""
    for feature, problem in problems:
        if feature in job.allow_degraded:
            yield degraded(problem, feature, target)
        else:
            yield problem._replace(change=Change(job.origin, "allow_degraded", feature, item=True))
