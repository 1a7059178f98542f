"""What a target may ignore of a job, because the job lists it in `allow_degraded`."""

from collections.abc import Iterable, Iterator

from ..diagnostics import Diagnostic
from ..ir.job import Job
from .rules.degraded import degraded


def degrade(job: Job, problems: Iterable[tuple[str, Diagnostic]], target: str) -> Iterator[Diagnostic]:
    """Yield problems, each given with its word; one that the job allows becomes a warning."""
    for feature, problem in problems:
        yield degraded(problem, feature, target) if feature in job.allow_degraded else problem
