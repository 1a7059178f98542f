"""How things are said in every form: durations, and what is special about a job."""

from collections.abc import Iterable, Iterator

from compiler.ir.expression.syntax import Literal
from compiler.ir.job import Job

_UNITS = (("d", 86400), ("h", 3600), ("m", 60))


def clock(seconds: float) -> str:
    """Return seconds as people write them, `1h30m`; fractions to the tenth, and only under a minute."""
    if seconds < 60:
        return f"{round(seconds, 1):g}s"
    rest, shown = round(seconds), ""
    for unit, length in _UNITS:
        count, rest = divmod(rest, length)
        shown += f"{count}{unit}" if count else ""
    return f"{shown}{rest}s" if rest else shown


def clocks(seconds: Iterable[float]) -> str:
    """Return the range of several durations."""
    every = sorted(set(seconds))
    return clock(every[0]) if len(every) == 1 else f"{clock(every[0])} to {clock(every[-1])}"


def runs(job: Job) -> str:
    """Return on which endings a job starts, nothing for the usual one."""
    if job.runs_on == ("failure",):
        return "on failure"
    return "" if "failure" not in job.runs_on else "always"


def specials(job: Job, gated: frozenset[str]) -> Iterator[str]:
    """Yield what is special about a job. `gated` are the environments that nobody deploys to without approval."""
    if runs(job):
        yield runs(job)
    if isinstance(job.conditional, Literal):
        if not job.conditional.value:
            yield "skipped"
    elif job.conditional is not None:
        yield "conditional"
    if job.approval is not None or (job.deploy is not None and job.deploy.environment in gated):
        yield "waits for approval"
    if job.deploy is not None:
        yield f"deploys to {job.deploy.environment}"


def matrix_values(jobs: Iterable[Job]) -> dict[str, list[str]]:
    """Return the values of each axis that instances have, in their order."""
    axes: dict[str, dict[str, None]] = {}
    for job in jobs:
        for axis, value in job.matrix.values if job.matrix is not None else ():
            axes.setdefault(axis, {})[value] = None
    return {axis: list(values) for axis, values in axes.items()}
