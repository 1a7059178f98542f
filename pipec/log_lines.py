"""How lines of logs are printed: for people, with the job that wrote them before each, and for programs."""

import time
from typing import Final

from runtime.logs.line import Line
from runtime.logs.safe import safe_text
from runtime.reporting.words import job_color, paint

_LEVEL_COLORS: Final = {"error": 31, "warning": 33, "info": 0, "debug": 90}


class TextLines:
    """Writes `JOB/STEP | message`: each line of a step has its job before it, and so cannot pass for anybody else's.

    What the runtime says has a colon for the bar. A job keeps its colour from run to run.
    """

    def __init__(self, *, color: bool, timestamps: bool) -> None:
        self._color = color
        self._timestamps = timestamps
        self._heads: dict[tuple[str, str, int, str], str] = {}
        self._last = (-1, "")

    def encode(self, line: Line) -> str:
        """Return a line as text, with its newline."""
        key = (line.job, line.step, line.attempt, line.level if line.stream == "system" else "")
        head = self._heads.get(key) or self._keep(key, line)
        moment = f"{self._moment(line.time)} " if self._timestamps else ""
        return f"{moment}{head} {safe_text(line.message, color=self._color)}\n"

    def _keep(self, key: tuple[str, str, int, str], line: Line) -> str:
        self._heads[key] = self._head(line)
        return self._heads[key]

    def _moment(self, moment: int) -> str:
        """Return a time as text; what chunks of output have in common is made once."""
        if moment != self._last[0]:
            self._last = (moment, timestamp(moment))
        return self._last[1]

    def _head(self, line: Line) -> str:
        """Return `JOB/STEP |`, or `JOB |` for what is no step's, with `#N` for a try that is not the first."""
        label = (f"{line.job}/{line.step}" if line.step else line.job) + (
            f"#{line.attempt}" if line.attempt > 1 else ""
        )
        system = line.stream == "system"
        said = f" {line.level}:" if system and line.level in {"warning", "error"} else ""
        head = self._paint(f"{label} {':' if system else '|'}", job_color(line.job))
        return head + self._paint(said, _LEVEL_COLORS[line.level])

    def _paint(self, text: str, color: int) -> str:
        return paint(text, color, color=self._color and bool(color))


class JsonLines:
    """Writes each line as a JSON object."""

    def __init__(self) -> None:
        from runtime.logs.json_lines import LineEncoder

        self.encode = LineEncoder().encode


def timestamp(moment: int) -> str:
    """Return a time, in milliseconds since 1970, as the local clock shows it: `2026-01-31 14:05:09.120`."""
    second, rest = divmod(moment, 1000)
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(second))}.{rest:03}"
