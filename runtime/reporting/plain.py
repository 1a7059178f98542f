"""Plain lines: `HH:MM:SS job/step | message`, and lines that say how things stand. For pipes, CI and screen readers."""

from collections.abc import Sequence
from typing import Final

from ..logs.line import Line
from ..records import JobStatus, RunStatus, StepStatus
from .outlet import Outlet
from .printable import printable
from .view import Closing
from .words import COLORS, SIGNS, Status, job_color, now, paint, taken, time_of_day, why

_WIDEST: Final = 32
_QUIET: Final[frozenset[Status]] = frozenset({"failure", "cancelled"})
_UNTOLD: Final[frozenset[Status]] = frozenset({"pending", "blocked"})
"""What happens to a thousand jobs at once and is in the summary."""


class PlainLines(Closing):
    """One line for each thing that happens. Lines of a job have its colour, and their bars stand below each other."""

    def __init__(self, outlet: Outlet, *, color: bool, quiet: bool, labels: Sequence[str] = ()) -> None:
        """Write to `outlet`. `labels` are the `job/step` that will come, for the width of their column."""
        self._outlet = outlet
        self._color = color
        self._quiet = quiet
        self._width = max((len(label) for label in labels if len(label) <= _WIDEST), default=0)
        self._heads: dict[tuple[str, str], str] = {}
        self._second = ("", -1)
        self._run = ""

    @property
    def wants_lines(self) -> bool:
        """Output is shown unless `quiet`."""
        return not self._quiet and not self._outlet.gone

    def run_changed(self, run: str, status: RunStatus, reason: str) -> None:
        """Say how the run stands."""
        self._run = run
        self._tell(f"run {run}", status, "", reason)

    def job_changed(self, job: str, status: JobStatus, attempt: int, duration: int, reason: str) -> None:
        """Say how a job stands."""
        if status in _UNTOLD:
            return
        which = f" (attempt {attempt})" if attempt > 1 else ""
        self._tell(f"{job}{which}", status, taken(status, duration), why(status, reason, self._run, job))

    def step_changed(self, job: str, step: str, attempt: int, status: StepStatus, duration: int, reason: str) -> None:
        """Say how a step ended; that it starts is seen by what it writes."""
        if status != "running":
            which = f" (attempt {attempt})" if attempt > 1 else ""
            self._tell(f"{job}/{step}{which}", status, taken(status, duration), reason)

    def wrote(self, line: Line) -> None:
        """Show a line that a step wrote."""
        self._outlet.put(f"{self._clock(line.time)} {self._head(line)} {printable(line.message, color=self._color)}\n")

    def close(self) -> None:
        """Write what is left."""
        self._outlet.close()

    def _tell(self, what: str, status: Status, after: str, reason: str) -> None:
        if self._quiet and status not in _QUIET:
            return
        said = paint(f"{SIGNS[status]} {printable(what)}: {status}{after}", COLORS[status], color=self._color)
        because = f", {printable(reason)}" if reason else ""
        self._outlet.put(f"{self._clock(now())} {said}{because}\n")

    def _clock(self, time: int) -> str:
        """Return the time of day; it is made once a second."""
        text, second = self._second
        if time // 1000 != second:
            text = paint(time_of_day(time), 90, color=self._color)
            self._second = (text, time // 1000)
        return text

    def _head(self, line: Line) -> str:
        """Return `job/step |`; of what the runtime says the bar is a colon."""
        key = (line.job, f"{line.step}\0{line.stream == 'system'}")
        head = self._heads.get(key)
        if head is None:
            bar = ":" if line.stream == "system" else "|"
            label = printable(f"{line.job}/{line.step}" if line.step else line.job)
            color = job_color(line.job)
            head = self._heads[key] = paint(f"{label:<{self._width}} {bar}", color, color=self._color)
        return head
