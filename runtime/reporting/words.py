"""How things are said in every form: durations, times of day, statuses with a sign and a colour."""

import time
from datetime import UTC, datetime
from typing import Final

from ..records import JobStatus, RunStatus, StepStatus

Status = JobStatus | RunStatus | StepStatus

_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))

SIGNS: Final[dict[Status, str]] = {
    "pending": "·",
    "waiting": "?",
    "running": "▶",
    "paused": "‖",
    "retry": "↻",
    "success": "✓",
    "failure": "✗",
    "cancelled": "■",
    "skipped": "-",
    "blocked": "⊘",
}
"""One column each, so that a status is told without colour too."""

COLORS: Final[dict[Status, int]] = {
    "pending": 90,
    "waiting": 35,
    "running": 36,
    "paused": 35,
    "retry": 33,
    "success": 32,
    "failure": 31,
    "cancelled": 33,
    "skipped": 90,
    "blocked": 90,
}
"""Codes of the terminal's own colours (ECMA-48 SGR), which its user has chosen to be readable."""


def clock(milliseconds: float) -> str:
    """Return a duration as people write it: `340ms`, `4.2s`, `1m5s`, `1h30m`; at most the two largest units."""
    if milliseconds < 1000:
        return f"{round(max(milliseconds, 0))}ms"
    if milliseconds < 59_950:
        return f"{milliseconds / 1000:.1f}s"
    rest = round(milliseconds / 1000)
    parts: list[str] = []
    for length, unit in _UNITS:
        count, rest = divmod(rest, length)
        if count or parts:
            parts.append(f"{count}{unit}" if count else "")
        if len(parts) == 2:
            break
    return "".join(parts)


def moment(milliseconds: int) -> str:
    """Return a time since 1970 as ISO 8601, to the millisecond, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def time_of_day(milliseconds: int) -> str:
    """Return `HH:MM:SS` where the reader is."""
    return time.strftime("%H:%M:%S", time.localtime(milliseconds / 1000))


def day_and_time(milliseconds: int) -> str:
    """Return `YYYY-MM-DD HH:MM:SS` where the reader is."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(milliseconds / 1000))


def now() -> int:
    """Return milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_JOB_COLORS: Final = (36, 35, 34, 33, 32, 96, 95, 94)


def job_color(job: str) -> int:
    """Return the colour of a job's lines, the same in each run and wherever they are shown."""
    return _JOB_COLORS[sum(job.encode()) % len(_JOB_COLORS)]


def paint(text: str, code: int, *, color: bool) -> str:
    """Return text in a colour of the terminal; as it is without `color`."""
    return f"\x1b[{code}m{text}\x1b[0m" if color and text else text


def shown_status(status: Status, *, color: bool) -> str:
    """Return a status with its sign."""
    return paint(f"{SIGNS[status]} {status}", COLORS[status], color=color)


def taken(status: Status, duration: int) -> str:
    """Return ` in 2.4s`, what is said of a status after so many milliseconds; nothing without any."""
    word = "after" if status == "retry" else "in"
    return f" {word} {clock(duration)}" if duration else ""


def why(status: Status, reason: str, run: str, job: str) -> str:
    """Return why a job has a status; of one that waits for people also what lets it go on."""
    if status != "waiting":
        return reason
    hint = f"`pipec approve {run} {job} --reason WHY` lets it go on"
    return f"{reason}; {hint}" if reason else hint
