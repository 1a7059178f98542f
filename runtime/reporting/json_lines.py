"""One JSON object a line for each thing that happens: `schemas/run-events.schema.json`."""

import json
from typing import Final

from ..logs.json_lines import LineEncoder
from ..logs.line import Line
from ..records import JobStatus, RunStatus, StepStatus
from .outlet import Outlet
from .view import Closing
from .words import moment, now

FORMAT: Final = 1
"""The version of the lines; each `run` line says it."""

_encode: Final = json.JSONEncoder(separators=(",", ":")).encode


def lost_line(lines: int) -> str:
    """Return the line that says how many lines nobody read in time."""
    return f'{{"event":"lost","lines":{lines}}}\n'


class JsonLines(Closing):
    """Writes `run`, `job`, `step` and `log` lines."""

    def __init__(self, outlet: Outlet, *, quiet: bool = False) -> None:
        """Write to `outlet`; `quiet` leaves the `log` lines out."""
        self._outlet = outlet
        self._quiet = quiet
        self._run = ""
        self._lines = LineEncoder()

    @property
    def wants_lines(self) -> bool:
        """Output is written unless `quiet`."""
        return not self._quiet and not self._outlet.gone

    def run_changed(self, run: str, status: RunStatus, reason: str) -> None:
        """Write a `run` line."""
        self._run = run
        self._put({"event": "run", "format": FORMAT, **self._at(), "status": status, "reason": reason})

    def job_changed(self, job: str, status: JobStatus, attempt: int, duration: int, reason: str) -> None:
        """Write a `job` line."""
        what = {"job": job, "attempt": attempt, "status": status, "duration": duration, "reason": reason}
        self._put({"event": "job", **self._at(), **what})

    def step_changed(self, job: str, step: str, attempt: int, status: StepStatus, duration: int, reason: str) -> None:
        """Write a `step` line."""
        what = {"job": job, "step": step, "attempt": attempt, "status": status, "duration": duration, "reason": reason}
        self._put({"event": "step", **self._at(), **what})

    def wrote(self, line: Line) -> None:
        """Write a `log` line: what `pipec logs --format json` writes, and which event it is."""
        self._outlet.put(f'{{"event":"log",{self._lines.encode(line)[1:]}')

    def close(self) -> None:
        """Write what is left."""
        self._outlet.close()

    def _at(self) -> dict[str, object]:
        return {"timestamp": moment(now()), "run": self._run}

    def _put(self, data: dict[str, object]) -> None:
        self._outlet.put(f"{_encode(data)}\n")
