"""How far a run was when its runtime was gone: read from the state, and put right before it goes on."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ..jobs.context import RunContext
from ..jobs.sightings import Earlier
from ..records import ENDED_JOB, JobStatus, RunStatus, StepResult
from ..state.change import Change
from ..state.changes import EndAttempt, EndStep, MoveJob
from ..state.queries import Queries
from .graph import Graph
from .progress import Progress
from .results import RunResults
from .steering import reason_of

INTERRUPTED: Final = "the runtime was interrupted"


class Took(NamedTuple):
    """The result of a job that an earlier run left: its outputs, and digests of artifacts by name."""

    outputs: Mapping[str, str]
    artifacts: Mapping[str, str] = {}


class Restored(NamedTuple):
    """What a run knows when it starts or goes on.

    `attempts` are the jobs that had begun, with the number of attempts and how many of these use up no retry.
    `taken` are results of jobs of an earlier run, `tries` the numbers of the last tries of steps.
    """

    status: RunStatus = "pending"
    endings: Mapping[str, JobStatus] = {}
    outputs: Mapping[str, Mapping[str, str]] = {}
    artifacts: Mapping[tuple[str, str], str] = {}
    attempts: Mapping[str, tuple[int, int]] = {}
    tries: Mapping[tuple[str, str], int] = {}
    adopted: Mapping[str, Earlier] = {}
    """What is known of attempts that go on at their engine, by their jobs."""
    approved: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    taken: Mapping[str, Took] = {}
    active_ms: int = 0
    cancelled: str = ""
    """Why the run was to be cancelled when its runtime was gone; empty when nobody asked for that."""

    def apply(self, graph: Graph, results: RunResults, context: RunContext) -> None:
        """Put it where the scheduler looks."""
        graph.restore(self.endings)
        for job, took in self.taken.items():
            results.ended(job, "success", took.outputs)
            for name, digest in took.artifacts.items():
                results.kept(job, name, digest)
        for job, ending in self.endings.items():
            results.ended(job, ending, self.outputs.get(job, {}))
        for (job, name), digest in self.artifacts.items():
            results.kept(job, name, digest)
        context.tries.update(self.tries)
        context.adopted = dict(self.adopted)
        context.asked.update(self.asked)

    def progress(self) -> dict[str, Progress]:
        """Return how far the jobs are that had begun."""
        return {
            job: Progress(number, uncounted, adopted=job in self.adopted)
            for job, (number, uncounted) in self.attempts.items()
        }


def read_progress(queries: Queries, run: str, *, adopts: bool = False) -> Restored:
    """Read how far a run was; its artifacts are the store's to add.

    Where the executor `adopts`, attempts that were running go on, and no retry is used up.
    """
    record = queries.find_run(run)
    jobs = queries.jobs(run)
    numbers: dict[str, tuple[int, int]] = {}
    for attempt in queries.attempts(run):
        number, uncounted = numbers.get(attempt.job, (0, 0))
        cut_off = (attempt.status == "running" and not adopts) or attempt.reason == INTERRUPTED
        numbers[attempt.job] = (max(number, attempt.attempt), uncounted + cut_off)
    tries: dict[tuple[str, str], int] = {}
    for step in queries.steps(run):
        key = (step.job, step.step)
        tries[key] = max(tries.get(key, 0), step.attempt)
    return Restored(
        status=record.status,
        endings={item.job: item.status for item in jobs if item.status in ENDED_JOB},
        outputs={item.job: item.outputs for item in jobs if item.status in ENDED_JOB},
        attempts={item.job: numbers[item.job] for item in jobs if item.status not in ENDED_JOB and item.job in numbers},
        tries=tries,
        adopted=_adopted(queries, run) if adopts else {},
        approved=frozenset(item.job for item in queries.approvals(run) if item.verdict == "approved"),
        asked=frozenset(item.job for item in jobs if item.status == "waiting"),
        active_ms=record.active_ms,
        cancelled=next((reason_of(item) for item in queries.requests(run, answered=True) if item.kind == "cancel"), ""),
    )


def _adopted(queries: Queries, run: str) -> dict[str, Earlier]:
    running = {attempt.job: attempt.attempt for attempt in queries.attempts(run) if attempt.status == "running"}
    bases: dict[str, dict[str, int]] = {job: {} for job in running}
    known: dict[str, dict[tuple[str, int], str]] = {job: {} for job in running}
    for step in queries.steps(run):
        if step.job not in running:
            continue
        if step.job_attempt == running[step.job]:
            known[step.job][step.step, step.attempt] = step.status
        else:
            bases[step.job][step.step] = max(step.attempt, bases[step.job].get(step.step, 0))
    return {job: Earlier(bases[job], known[job]) for job in running}


def corrections(queries: Queries, run: str) -> tuple[Change, ...]:
    """Return the transitions that say what became of what was running: it was cut off, and begins again."""
    found: list[Change] = []
    for step in queries.steps(run):
        if step.status == "running":
            result = StepResult("cancelled", reason=INTERRUPTED)
            found.append(EndStep(run, step.job, step.step, step.attempt, result))
    for attempt in queries.attempts(run):
        if attempt.status == "running":
            over = EndAttempt(run, attempt.job, attempt.attempt, "cancelled", None, "infrastructure", INTERRUPTED)
            found.append(over)
    found.extend(
        MoveJob(run, item.job, "retry", reason=INTERRUPTED) for item in queries.jobs(run) if item.status == "running"
    )
    return tuple(found)
