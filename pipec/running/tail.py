"""The last lines of a step's log, for summaries."""

from collections.abc import Callable
from pathlib import Path

from runtime.logs.reader import read_lines
from runtime.logs.selection import Selection
from runtime.state.ownership import run_directory


def log_tail(state: Path, run: str, count: int = 10) -> Callable[[str, str, int], list[str]]:
    """Return what reads the last lines of a try of a step of this run."""
    directory = run_directory(state, run)

    def tail(job: str, step: str, attempt: int) -> list[str]:
        lines = read_lines(directory, Selection(job, step, attempt), tail=count)
        return [line.message for line in lines]

    return tail
