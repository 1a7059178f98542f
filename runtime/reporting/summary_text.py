"""The summary for a terminal or a log."""

from collections.abc import Iterator
from typing import Final

from ..records import ENDED_JOB
from .critical import Link
from .model import JobReport, RunReport
from .printable import printable
from .summary import Failure, Summary
from .words import COLORS, SIGNS, clock, counted, paint, shown_status

MOST_ROWS: Final = 40
"""Longer tables show what did not succeed, and count the rest."""
MOST_TOLD: Final = 10
"""So many failures are told with the ends of their logs."""
_WIDEST: Final = 40
_BOLD: Final = 1
_FAINT: Final = 90


def render_summary(summary: Summary, *, color: bool) -> str:
    """Return the summary, ending in a newline."""
    parts = [
        list(_table(summary, color=color)),
        list(_failures(summary, color=color)),
        list(_slowest(summary)),
        list(_path(summary)),
        list(_totals(summary, color=color)),
    ]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def render_jobs(run: RunReport, *, color: bool) -> Iterator[str]:
    """Yield the table of a run's jobs."""
    rows = run.jobs
    if len(rows) > MOST_ROWS:
        rows = tuple(job for job in rows if job.status not in {"success", "skipped", "blocked", "pending"})[:MOST_ROWS]
    width = min(max((len(job.id) for job in rows), default=0), _WIDEST)
    for job in rows:
        yield _row(job, width, color=color)
    if len(rows) < len(run.jobs):
        shown = {job.id for job in rows}
        rest = [job.status for job in run.jobs if job.id not in shown]
        parts = (f"{rest.count(status):,} {status}" for status in dict.fromkeys(rest))
        yield paint(f"and {', '.join(parts)}", _FAINT, color=color)


def _row(job: JobReport, width: int, *, color: bool) -> str:
    status = paint(f"{SIGNS[job.status]} {job.status:<9}", COLORS[job.status], color=color)
    taken = clock(job.duration) if job.attempts else ""
    attempts = f"  {counted(len(job.attempts), 'attempt')}" if len(job.attempts) > 1 else ""
    step = "" if job.status in ENDED_JOB else _at_step(job)
    reason = f"  {printable(job.reason)}" if job.reason else ""
    return f"{status} {printable(job.id):<{width}} {taken:>7}{attempts}{step}{reason}".rstrip()


def _at_step(job: JobReport) -> str:
    steps = job.attempts[-1].steps if job.attempts else ()
    return f"  at step {printable(steps[-1].step)}" if steps and steps[-1].status == "running" else ""


def _table(summary: Summary, *, color: bool) -> Iterator[str]:
    yield from render_jobs(summary.run, color=color)


def _failures(summary: Summary, *, color: bool) -> Iterator[str]:
    for place, failure in enumerate(summary.failures[:MOST_TOLD]):
        if place:
            yield ""
        yield from _failure(failure, color=color)
    if len(summary.failures) > MOST_TOLD:
        yield paint(
            f"and {len(summary.failures) - MOST_TOLD:,} more failed; `pipec report --format html` shows them",
            COLORS["failure"],
            color=color,
        )


def _failure(failure: Failure, *, color: bool) -> Iterator[str]:
    where = f"{failure.job}/{failure.step}" if failure.step else failure.job
    code = f" with exit code {failure.exit_code}" if failure.exit_code is not None else ""
    kind = f" ({failure.failure_class})" if failure.failure_class else ""
    yield paint(f"✗ {printable(where)} failed{code}{kind}", COLORS["failure"], color=color)
    if failure.reason and failure.reason != f"exit code {failure.exit_code}":
        yield f"  {printable(failure.reason)}"
    for line in failure.tail:
        yield f"  {paint('|', _FAINT, color=color)} {printable(line)}"
    yield f"  {paint('see:', _FAINT, color=color)} {printable(failure.command)}"


def _slowest(summary: Summary) -> Iterator[str]:
    if len(summary.run.jobs) > len(summary.slowest) > 1:
        jobs = (f"{printable(job.id)} {clock(job.duration)}" for job in summary.slowest)
        yield f"slowest: {', '.join(jobs)}"


def _path(summary: Summary) -> Iterator[str]:
    if len(summary.path) > 1:
        took = sum(link.waited + link.took for link in summary.path)
        yield f"critical path: {_chain([_link(link) for link in summary.path])}, {clock(took)}"
        yield f"     expected: {_expected(summary)}"


def _link(link: Link) -> str:
    waited = f"(waited {clock(link.waited)}) " if link.waited >= max(1000, link.took // 10) else ""
    return f"{waited}{printable(link.job)} {clock(link.took)}"


def _expected(summary: Summary) -> str:
    expected = summary.expected
    chain = _chain([printable(job) for job in expected.jobs])
    if expected.duration is None:
        return f"{chain}, the most jobs in a row; no earlier run succeeded"
    return f"{chain}, {clock(expected.duration)} by run {expected.source}"


def _chain(names: list[str]) -> str:
    """Return names in a row; of a long one the ends."""
    if len(names) > 8:
        names = [*names[:4], f"… {len(names) - 7} more …", *names[-3:]]
    return " → ".join(names)


def _totals(summary: Summary, *, color: bool) -> Iterator[str]:
    run = summary.run
    counts = ", ".join(f"{number:,} {status}" for status, number in summary.counts.items()) or "no jobs"
    status = shown_status(run.status, color=color)
    wall = f" in {clock(summary.wall_time)}" if summary.job_time else ""
    yield f"{paint(f'{printable(run.pipeline)} {run.run}', _BOLD, color=color)}: {status}{wall}; {counts}"
    if run.reason:
        yield f"  {printable(run.reason)}"
    if len(run.jobs) > 1 and summary.job_time:
        yield f"  {clock(summary.job_time)} of jobs, {summary.parallelism:.1f} at once on average"
