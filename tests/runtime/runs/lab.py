"""Pipelines that are really run, by the command, in a state directory of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from runtime.state.queries import Queries

BOUND = 60
"""Seconds: what takes longer hangs."""


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Lab:
    """A folder with a pipeline, and what runs of it left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "repository"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = folder / "state"
        self.program: tuple[str, ...] = ("-m", "pipec")
        self.started: list[subprocess.Popen[str]] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PIPEC_STATE_DIR": str(self.state),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PIPEC_TRACEBACK": "1",
        }

    def write(self, text: str, name: str = "pipeline.yaml") -> None:
        (self.folder / name).write_text(text)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, *self.program, *arguments]

    def pipec(self, *arguments: str, **variables: str) -> Done:
        process = self.start(*arguments, **variables)
        try:
            out, err = process.communicate(timeout=BOUND)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return Done(process.returncode, out, err)

    def run(self, text: str | None = None, *arguments: str, **variables: str) -> Done:
        if text is not None:
            self.write(text)
        return self.pipec("run", *arguments, **variables)

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        root = Path(__file__).resolve().parents[3]
        process = subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env={**self.environment, "PYTHONPATH": str(root), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        """Kill what a test that failed left, and what that was executing."""
        alive = [process for process in self.started if process.poll() is None]
        for process in alive:
            process.kill()
            process.communicate()
        if alive:
            self.pipec("clean")

    @property
    def queries(self) -> Queries:
        return Queries(self.state)

    @property
    def last(self) -> str:
        with self.queries as queries:
            return queries.find_run().id

    def status(self) -> str:
        with self.queries as queries:
            return queries.find_run().status

    def status_or_none(self) -> str | None:
        with self.queries as queries:
            found = queries.runs(1)
        return found[0].status if found else None

    def endings(self, run: str = "latest") -> dict[str, str]:
        with self.queries as queries:
            return {job.job: job.status for job in queries.jobs(queries.find_run(run).id)}

    def reasons(self) -> dict[str, str]:
        with self.queries as queries:
            return {job.job: job.reason for job in queries.jobs(queries.find_run().id)}

    def attempts(self, job: str) -> list[tuple[str, str | None]]:
        with self.queries as queries:
            return [(item.status, item.failure_class) for item in queries.attempts(queries.find_run().id, job)]

    def steps(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        with self.queries as queries:
            for step in queries.steps(queries.find_run().id):
                found.setdefault(f"{step.job}/{step.step}", []).append(step.status)
        return found

    def log(self, job: str, step: str, attempt: int = 1) -> str:
        return (self.state / "runs" / self.last / "logs" / job / f"{step}.{attempt}.log").read_text()

    def left(self) -> list[str]:
        """What is left of workspaces."""
        return [str(path) for path in (self.state / "workspaces").glob("*/*")]

    def alive(self) -> list[str]:
        """Command lines of processes that belong to runs of this state directory."""
        needle = f"PIPEC_OUTPUT={self.state}/".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    if needle in (entry / "environ").read_bytes():
                        found.append((entry / "cmdline").read_text())
                except OSError:
                    continue
        return found

    def wait_for(self, condition, seconds: float = BOUND) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.02)

    def wait_for_file(self, path: Path) -> None:
        self.wait_for(path.exists)


def interrupt(process: subprocess.Popen[str], number: int = signal.SIGINT) -> Done:
    process.send_signal(number)
    out, err = process.communicate(timeout=BOUND)
    return Done(process.returncode, out, err)


def events(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]
