"""Running whole processes and reading what they cost from the operating system."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

RUN = "{run}"
"""Stands in a command for the number of the run, so that each can have a directory of its own to write to."""


class Command(NamedTuple):
    """A program with its arguments, the folder that it runs in, and the exit code that it has to have."""

    words: tuple[str, ...]
    folder: Path
    code: int = 0


class Cost(NamedTuple):
    """Wall-clock seconds and peak resident memory in bytes of one finished process."""

    seconds: float
    memory: int


class Failed(Exception):  # noqa: N818  a measurement of something that failed is none
    """A measured command ended with an unexpected exit code."""


def best(commands: Sequence[Command], runs: int, *, warm_up: bool = True) -> list[Cost]:
    """Return the least time and the least peak of each command.

    They run in turn, so that what else the machine does meets all of them alike; the first turn is not counted, unless
    there is no `warm_up`.
    """
    turns = [[_run(command, turn) for command in commands] for turn in range(runs + warm_up)]
    counted = zip(*turns[int(warm_up) :], strict=True)
    return [Cost(min(cost.seconds for cost in costs), min(cost.memory for cost in costs)) for costs in counted]


def _run(command: Command, number: int) -> Cost:
    """Run a command to its end with its output thrown away."""
    words = [word.replace(RUN, str(number)) for word in command.words]
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(command.folder), "LANG": "C.UTF-8", "NO_COLOR": "1"}
    start = time.perf_counter()
    with subprocess.Popen(
        words, cwd=command.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        errors = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != command.code:
        raise Failed(f"{' '.join(words)}: exit {process.returncode}\n{errors.decode(errors='replace')[-2000:]}")
    return Cost(seconds, usage.ru_maxrss * 1024)


def progress(text: str) -> None:
    """Say on standard error what is being done."""
    sys.stderr.write(f"{text} …\n")
