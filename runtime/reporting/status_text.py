"""How a run stands, and lists of runs, as text."""

from collections.abc import Iterable, Iterator
from typing import Final

from .model import ApprovalReport, RunReport
from .printable import printable
from .summary_text import render_jobs
from .words import COLORS, SIGNS, clock, counted, day_and_time, paint, shown_status

_BOLD: Final = 1
_FAINT: Final = 90


def render_status(run: RunReport, *, color: bool) -> str:
    """Return how a run stands, ending in a newline: its jobs, what it waits for, and what can be done."""
    parts = [
        list(_head(run, color=color)),
        list(render_jobs(run, color=color)),
        [line for each in run.approvals if each.open for line in _approval(run, each, color=color)],
        list(_advice(run, color=color)),
    ]
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts if part)


def _head(run: RunReport, *, color: bool) -> Iterator[str]:
    name = paint(f"{printable(run.pipeline)} {run.run}", _BOLD, color=color)
    left = paint(" (interrupted)", COLORS["failure"], color=color) if run.interrupted else ""
    yield f"{name}: {shown_status(run.status, color=color)}{left}, {clock(run.duration)}"
    number = f"run {run.number}, " if run.number else ""
    yield paint(f"  {number}made {day_and_time(run.created)}, executor {run.executor}", _FAINT, color=color)
    if run.reason:
        yield f"  {printable(run.reason)}"


def _approval(run: RunReport, approval: ApprovalReport, *, color: bool) -> Iterator[str]:
    more = counted(approval.missing, "more approval")
    yield f"{paint('?', COLORS['waiting'], color=color)} {approval.job} waits for {more} of {approval.required}"
    if approval.message:
        yield f"  {printable(approval.message)}"
    if approval.approvers:
        yield f"  asked: {printable(', '.join(approval.approvers))}"
    for voice in approval.voices:
        yield f"  {printable(voice)}"
    if approval.deadline:
        yield f"  until {day_and_time(approval.deadline)}"
    yield f"  pipec approve {run.run} {approval.job} --reason WHY"
    yield f"  pipec reject {run.run} {approval.job} --reason WHY"


def _advice(run: RunReport, *, color: bool) -> Iterator[str]:
    if run.interrupted:
        yield f"Nobody executes this run. {paint(f'pipec resume {run.run}', _BOLD, color=color)} goes on with it."
    elif run.status == "failure":
        yield f"pipec report {run.run}   what failed, and why"


def render_history(runs: Iterable[RunReport], *, color: bool) -> str:
    """Return one line for each run."""
    rows = [
        (run.run, f"{SIGNS[run.status]} {run.status}", clock(run.duration), day_and_time(run.created), run)
        for run in runs
    ]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(4)]
    return "".join(f"{_row(row, widths, color=color)}\n" for row in rows)


def _row(row: tuple[str, str, str, str, RunReport], widths: list[int], *, color: bool) -> str:
    identifier, status, taken, made, run = row
    told = paint(f"{status:<{widths[1]}}", COLORS[run.status], color=color)
    left = paint("  interrupted", COLORS["failure"], color=color) if run.interrupted else ""
    return f"{identifier}  {told}  {taken:>{widths[2]}}  {made}  {printable(run.pipeline)}{left}"
