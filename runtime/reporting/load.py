"""Reads a run from the state directory: the plan, the state, and whether anybody executes it."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from compiler.ir.plan import Plan

from ..errors import StateError
from ..logs.layout import LogKey
from ..records import ENDED_RUN
from ..state import records
from ..state.ownership import interrupted, run_directory
from ..state.queries import Queries
from .critical import Earlier
from .model import ApprovalReport, ArtifactReport, AttemptReport, JobReport, RunReport, StepReport
from .summary import TAIL_LINES, Summary, summarize
from .words import now


class _Clock(NamedTuple):
    """Until when what has not ended has gone on: now, or the last that is known of an interrupted run."""

    until: int

    def duration(self, started: int, ended: int | None, measured: int) -> int:
        return measured if ended is not None else max(self.until - started, 0)


def load_run(queries: Queries, directory: Path, record: records.RunRecord) -> RunReport:
    """Return all that is known of a run."""
    left = interrupted(record, directory)
    plan = load_plan(directory, record.id)
    steps, attempts = queries.steps(record.id), queries.attempts(record.id)
    head = queries.execute("SELECT timestamp, hash FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1", (record.id,))
    clock = _Clock(head[0][0] if left and head else now())
    jobs = tuple(_jobs(queries.jobs(record.id), plan, _attempts(attempts, _steps(steps, plan, clock), clock)))
    return _row(record, left, clock)._replace(
        jobs=jobs,
        approvals=tuple(map(_approval, queries.approvals(record.id), _statuses(queries, record.id))),
        artifacts=_artifacts(directory, record.id),
        containers=len({step.container for step in steps if step.container}),
        head=head[0][1] if head else "",
    )


def load_row(directory: Path, record: records.RunRecord) -> RunReport:
    """Return what a list of runs shows: no jobs."""
    return _row(record, interrupted(record, directory), _Clock(now()))


def load_earlier(queries: Queries, run: str) -> Earlier | None:
    """Return the last run before a run in which all of the same pipeline succeeded."""
    rows = queries.execute(
        "SELECT e.id FROM runs e JOIN runs r ON r.id = ? AND e.pipeline = r.pipeline AND e.serial < r.serial "
        "AND e.root = r.root AND coalesce(json_array_length(e.selection, '$.only'), 0) = 0 "
        "AND coalesce(json_extract(e.selection, '$.from'), '') = '' "
        "WHERE e.status = 'success' ORDER BY e.serial DESC LIMIT 1",
        (run,),
    )
    if not rows:
        return None
    sums = queries.execute("SELECT job, sum(duration_ms) FROM attempts WHERE run = ? GROUP BY job", rows[0])
    return Earlier(str(rows[0][0]), {str(job): int(taken) for job, taken in sums})


def load_summary(queries: Queries, directory: Path, record: records.RunRecord) -> Summary:
    """Return what a run came to, with the ends of the logs of what failed."""
    return summarize(
        load_run(queries, directory, record),
        load_earlier(queries, record.id),
        lambda job, step, attempt: read_tail(directory, record.id, LogKey(job, step, attempt)),
    )


def read_tail(directory: Path, run: str, key: LogKey) -> list[str]:
    """Return the last lines of a log; none where it cannot be read, for that is not what is asked."""
    from ..errors import RuntimeFault
    from ..logs.reader import read_lines
    from ..logs.selection import Selection

    try:
        lines = read_lines(run_directory(directory, run), Selection(*key), TAIL_LINES)
        return [line.message for line in lines]
    except (RuntimeFault, OSError):
        return []


def load_plan(directory: Path, run: str) -> Plan | None:
    """Return the plan of a run, None where it is not there any more; a StateError when it cannot be read."""
    from compiler.ir.codec import PlanFormatError, read_plan

    path = run_directory(directory, run) / "plan.json"
    try:
        return read_plan(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateError(f"{path} cannot be read: {error.strerror}") from error
    except PlanFormatError as error:
        raise StateError(f"{path} is no plan: {error}", "The run's state is there without it.") from error


def _row(record: records.RunRecord, left: bool, clock: _Clock) -> RunReport:
    started = record.started or record.created
    measured = record.active_ms or (record.ended or started) - started
    duration = measured if record.status in ENDED_RUN else max(clock.until - started, 0)
    return RunReport(
        record.id,
        record.pipeline,
        record.status,
        record.created,
        record.started,
        record.ended,
        duration,
        (),
        reason=record.reason,
        executor=record.executor,
        number=record.number,
        interrupted=left,
    )


def _steps(
    found: Iterable[records.StepRecord], plan: Plan | None, clock: _Clock
) -> Mapping[tuple[str, int], list[StepReport]]:
    """Return the tries of steps by job and attempt of the job."""
    names = {(job.id, step.id): step.name for job in plan.jobs for step in job.steps} if plan else {}
    steps: dict[tuple[str, int], list[StepReport]] = {}
    for each in found:
        duration = clock.duration(each.started, each.ended, each.duration_ms)
        name = names.get((each.job, each.step), each.step)
        told = (each.exit_code, each.failure_class, each.reason)
        report = StepReport(each.step, name, each.attempt, each.status, each.started, each.ended, duration, *told)
        steps.setdefault((each.job, each.job_attempt), []).append(report)
    return steps


def _attempts(
    found: Iterable[records.AttemptRecord], steps: Mapping[tuple[str, int], list[StepReport]], clock: _Clock
) -> Mapping[str, tuple[AttemptReport, ...]]:
    """Return the attempts by job, which they are sorted by."""
    return {
        job: tuple(
            AttemptReport(
                each.attempt,
                each.status,  # type: ignore[arg-type]  # what was written is a JobStatus
                each.started,
                each.ended,
                clock.duration(each.started, each.ended, each.duration_ms),
                each.failure_class,
                each.reason,
                tuple(steps.get((job, each.attempt), ())),
            )
            for each in group
        )
        for job, group in groupby(found, lambda each: each.job)
    }


def _jobs(
    found: Iterable[records.JobRecord], plan: Plan | None, attempts: Mapping[str, tuple[AttemptReport, ...]]
) -> Iterable[JobReport]:
    known = {job.id: job for job in plan.jobs} if plan else {}
    for each in found:
        job = known.get(each.job)
        before = tuple(dict.fromkeys(edge.job for edge in job.depends_on)) if job else ()
        name = job.name if job else each.job
        yield JobReport(each.job, name, each.status, before, attempts.get(each.job, ()), each.reason)


def _statuses(queries: Queries, run: str) -> list[str]:
    """Return the status of each job that has an approval, in the order of `Queries.approvals`."""
    rows = queries.execute(
        "SELECT j.status FROM approvals a JOIN jobs j USING (run, job) WHERE run = ? ORDER BY a.asked, a.job", (run,)
    )
    return [str(status) for (status,) in rows]


def _artifacts(directory: Path, run: str) -> tuple[ArtifactReport, ...]:
    """Return what the jobs of a run kept and is still there."""
    from ..artifacts.queries import ArtifactQueries

    with ArtifactQueries(directory) as queries:
        return tuple(
            ArtifactReport(each.job, each.name, each.size, each.digest, each.files, each.created)
            for each in queries.all(run)
        )


def _approval(record: records.ApprovalRecord, status: str) -> ApprovalReport:
    voices = tuple(
        f"{'approved' if each.approved else 'rejected'} by {each.who}{f': {each.reason}' if each.reason else ''}"
        for each in record.decisions
    )
    is_open = record.verdict == "open" and status == "waiting"
    verdict = "no longer waited for" if record.verdict == "open" and not is_open else record.verdict
    return ApprovalReport(
        record.job,
        is_open,
        verdict,
        record.required,
        record.missing,
        record.approvers,
        record.message,
        record.deadline,
        voices,
    )
