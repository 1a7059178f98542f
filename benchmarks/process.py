"""Running a whole process and reading what it cost from the operating system."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """Wall-clock seconds and peak resident memory in bytes of one finished process."""

    seconds: float
    memory: int


class Failed(Exception):  # noqa: N818  a measurement of something that failed is none
    """A measured command ended with an unexpected exit code."""


def run_once(command: list[str], folder: Path, expected: int = 0) -> Cost:
    """Run a command to its end with its output thrown away."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8", "NO_COLOR": "1"}
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        errors = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise Failed(f"{' '.join(command)}: exit {process.returncode}\n{errors.decode(errors='replace')[-2000:]}")
    return Cost(seconds, usage.ru_maxrss * 1024)


def best(command: list[str], folder: Path, runs: int, expected: int = 0) -> Cost:
    """Return the least time and the least peak of several runs, after one that is not counted."""
    run_once(command, folder, expected)
    costs = [run_once(command, folder, expected) for _ in range(runs)]
    return Cost(min(cost.seconds for cost in costs), min(cost.memory for cost in costs))


def progress(text: str) -> None:
    """Say on standard error what is being measured."""
    sys.stderr.write(f"measuring {text} …\n")
