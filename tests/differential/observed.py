"""What a runner did with a case, in the same terms for all, and where two of them differ."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Step(NamedTuple):
    """A step: how its last try ended, as the state says it, how often it was tried, the lines that all tries wrote.

    `stderr` is None where the runner does not tell the streams apart: `stdout` then holds both.
    """

    status: str
    exit_code: int
    attempts: int = 1
    stdout: tuple[str, ...] = ()
    stderr: tuple[str, ...] | None = ()


class Job(NamedTuple):
    """How a job's instance ended; `began` and `ended` are seconds, 0 where nobody knows or it never began."""

    ending: str
    steps: Mapping[str, Step]
    began: float = 0
    ended: float = 0


class Observed(NamedTuple):
    """A run: the exit code, each instance, and `JOB.ARTIFACT` to the files handed over (path to `-:`, `x:`, `l:` and
    digest or target). `refused` holds the codes of what was not run at all; `limits` what this runner cannot tell of
    the case: `endings` where the order between jobs was validated only.
    """

    exit_code: int
    jobs: Mapping[str, Job]
    files: Mapping[str, Mapping[str, str]]
    refused: tuple[str, ...] = ()
    limits: frozenset[str] = frozenset()
    log: str = ""


def refused(*codes: str, log: str = "") -> Observed:
    """Return what is observed where the runner, or the compiler for it, says no."""
    return Observed(1, {}, {}, tuple(sorted(set(codes))), log=log)


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of a text as a terminal would show them: the one at the end may have no newline."""
    found = text.split("\n")
    if found[-1] == "":
        found.pop()
    return tuple(line.removesuffix("\r") for line in found)


def differences(reference: Observed, other: Observed) -> Iterator[str]:
    """Yield what one run did that the other did not, one sentence each."""
    whole = "endings" not in other.limits
    if whole and reference.exit_code != other.exit_code:
        yield f"exit code {other.exit_code} instead of {reference.exit_code}"
    ran = {name for name, job in reference.jobs.items() if whole or job.steps}
    if ran != set(other.jobs):
        yield f"jobs {sorted(other.jobs)} instead of {sorted(ran)}"
    for name in sorted(ran & set(other.jobs)):
        yield from _job(name, reference.jobs[name], other.jobs[name])
    if "files" not in other.limits:
        for name in sorted({*reference.files, *other.files}):
            if reference.files.get(name) != other.files.get(name):
                yield f"artifact {name} is {other.files.get(name)} instead of {reference.files.get(name)}"


def _job(name: str, one: Job, two: Job) -> Iterator[str]:
    if one.ending != two.ending:
        yield f"job {name} ended in {two.ending} instead of {one.ending}"
    if set(one.steps) != set(two.steps):
        yield f"job {name} has steps {list(two.steps)} instead of {list(one.steps)}"
    for step in one.steps:
        if step in two.steps:
            yield from _step(f"{name}.{step}", one.steps[step], two.steps[step])


def _step(name: str, one: Step, two: Step) -> Iterator[str]:
    for field in ("status", "exit_code", "attempts"):
        if getattr(one, field) != getattr(two, field):
            yield f"{name}: {field} {getattr(two, field)} instead of {getattr(one, field)}"
    if two.stderr is None:
        both = (*one.stdout, *(one.stderr or ()))
        if sorted(both) != sorted(two.stdout) or (not one.stderr and both != two.stdout):
            yield f"{name}: it wrote {two.stdout} instead of {both}"
        return
    for field in ("stdout", "stderr"):
        if getattr(one, field) != getattr(two, field):
            yield f"{name}: {field} {getattr(two, field)} instead of {getattr(one, field)}"
