"""The live view of a terminal: what is written scrolls above, the jobs stand below and are drawn again."""

import threading
import time
from collections import deque
from typing import IO, Final

from compiler.ir.plan import Plan

from ..logs.line import Line
from ..records import ENDED_JOB, JobStatus, RunStatus, StepStatus
from .board import Board
from .live_screen import Screen
from .printable import printable
from .view import Closing
from .words import COLORS, SIGNS, Status, clock, paint, taken, why

INTERVAL: Final = 0.125
"""Seconds between two drawings, at the least."""
BACKLOG: Final = 5000
"""Lines between two drawings; of more the first are left out, for nobody could read them."""


class LiveTable(Closing):
    """Takes events at the cost of a few assignments, and draws in a thread of its own.

    The terminal is given back by `close`, or by the context manager. One that hangs up stops the drawing alone.
    """

    def __init__(self, plan: Plan, stream: IO[str], *, color: bool, quiet: bool = False, elapsed: int = 0) -> None:
        """Draw on `stream`. `elapsed` is how many milliseconds the run has gone on already."""
        self._board = Board(plan)
        self._color = color
        self._quiet = quiet
        self._run: tuple[str, RunStatus] = ("", "pending")
        self._began = time.monotonic() - elapsed / 1000
        self._lines: deque[Line | str] = deque(maxlen=BACKLOG)
        self._lost = 0
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._ends = threading.Event()
        self._screen = Screen(stream, color=color)
        self._thread = threading.Thread(target=self._draw_all, name="pipec display", daemon=True)
        self._thread.start()

    @property
    def wants_lines(self) -> bool:
        """Output is shown unless `quiet`."""
        return not self._quiet and not self._screen.gone

    def run_changed(self, run: str, status: RunStatus, reason: str) -> None:
        """Show how the run stands; why is told above."""
        with self._lock:
            self._run = (run, status)
            if reason:
                self._keep(self._said(f"run {run}", status, 0, reason))
        self._changed.set()

    def job_changed(self, job: str, status: JobStatus, attempt: int, duration: int, reason: str) -> None:
        """Show how a job stands; failures and what waits for people are told above too, where they stay."""
        with self._lock:
            self._board.job_changed(job, status, attempt, duration)
            if status in {"failure", "retry", "cancelled", "waiting"}:
                self._keep(self._said(job, status, duration, why(status, reason, self._run[0], job)))
        self._changed.set()

    def step_changed(self, job: str, step: str, attempt: int, status: StepStatus, duration: int, reason: str) -> None:
        """Show which step a job is at."""
        del attempt, duration, reason
        if status == "running":
            with self._lock:
                self._board.step_changed(job, step)
            self._changed.set()

    def wrote(self, line: Line) -> None:
        """Show a line above the table."""
        with self._lock:
            self._keep(line)
        self._changed.set()

    def close(self) -> None:
        """Take the table away and give the terminal back."""
        self._ends.set()
        self._changed.set()
        try:
            self._thread.join(2.0)
        finally:
            self._screen.close()

    def _keep(self, line: Line | str) -> None:
        self._lost += len(self._lines) == BACKLOG
        self._lines.append(line)

    def _said(self, what: str, status: Status, duration: int, reason: str) -> str:
        said = paint(
            f"{SIGNS[status]} {printable(what)}: {status}{taken(status, duration)}", COLORS[status], color=self._color
        )
        return f"{said}, {printable(reason)}" if reason else said

    def _draw_all(self) -> None:
        """Draw when something changed, and each second for the durations."""
        while not self._screen.gone:
            self._changed.wait(1.0)
            self._changed.clear()
            ended = self._ends.is_set()  # asked first, so that what came before the end is drawn
            self._draw()
            if ended:
                return
            self._ends.wait(INTERVAL)

    def _draw(self) -> None:
        with self._lock:
            lines, lost = list(self._lines), self._lost
            self._lines.clear()
            self._lost = 0
            rows = self._board.rows(self._screen.rows - 1)
            foot = self._foot()
        said = [f"({lost:,} lines are left out here; `pipec logs` has them)"] if lost else []
        said += [line if isinstance(line, str) else self._shown(line) for line in lines]
        self._screen.draw(said, rows, foot)

    def _shown(self, line: Line) -> str:
        head = paint(f"{printable(line.job)} |", 90 if line.stream == "system" else 36, color=self._color)
        return f"{head} {printable(line.message, color=self._color)}"

    def _foot(self) -> tuple[tuple[str, Status], ...]:
        """Return what stands below the rows: the counts, each in the colour of its status."""
        run, status = self._run
        counts = self._board.counts
        seconds = int(time.monotonic() - self._began)
        passed = clock(seconds * 1000) if seconds >= 60 else f"{seconds}s"
        head = f"{self._board.ended:,} of {len(self._board):,} jobs ended in {passed}"
        order: tuple[JobStatus, ...] = ("running", "waiting", "retry", "pending", "success", "failure")
        rest = tuple(sorted(ENDED_JOB - {"success", "failure"}))
        parts = tuple((f"{counts[each]:,} {each}", each) for each in (*order, *rest) if counts[each])
        state = ((f"{status}: {run}", status),) if status in {"paused", "waiting"} else ()
        return ((head, "running"), *state, *parts)
