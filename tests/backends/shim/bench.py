"""A place where the step program runs for real, under one of the shells that it is written for."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from compiler.backends.shim import PROGRAM, Frame, description, native_values, script_text
from compiler.ir.job import Job, Step
from compiler.ir.values import Text, Variable

BASE = {"PATH": os.environ["PATH"]}


def text(*parts) -> Text:
    return Text(parts)


def variables(**values: str) -> tuple[Variable, ...]:
    return tuple(Variable(name, text(value) if value else Text()) for name, value in values.items())


class Bench:
    """One job's directories; steps are named by their ids."""

    def __init__(self, root: Path, shell: str) -> None:
        self.root = root
        name, *arguments = shell.split()
        self.shell = " ".join((shutil.which(name) or name, *arguments))
        self.state = root / "state"
        self.workspace = root / "work space"
        self.workspace.mkdir(parents=True)
        self.program = root / "program"
        self.program.write_text(PROGRAM.replace("/bin/sh", self.shell))

    def place(self, job: Job, step: Step, **frame) -> Path:
        script = self.root / f"{step.id}.script"
        script.write_text(script_text(step), newline="")
        given = Frame(str(self.state), str(self.workspace), str(script))._replace(**frame)
        described = self.root / f"{step.id}.description"
        described.write_text(description(job, step, given), newline="")
        return described

    def command(self, mode: str, *arguments: object) -> list[str]:
        return [*self.shell.split(), str(self.program), mode, *map(str, arguments)]

    def run(self, job: Job, *ids: str, environment: Iterable[tuple[str, str]] = (), **frame):
        steps = [step for step in job.steps if step.id in ids or not ids]
        given = {**BASE, **dict(environment)}
        if frame.get("values", "native") == "native":
            given |= {name: value for name, value in native_values(job, steps[0]) if isinstance(value, str)}
        return self.invoke(self.command("run", *(self.place(job, step, **frame) for step in steps)), given)

    def invoke(self, command: Sequence[str], environment: dict[str, str] = BASE):
        return subprocess.run(
            command,
            env=environment,
            cwd=self.root,
            check=False,
            input="not for steps\n",
            capture_output=True,
            text=True,
            timeout=60,
        )

    def recorded(self, step: str, what: str) -> str:
        return (self.state / "steps" / step / what).read_bytes().decode()

    def output(self, step: str, name: str) -> bytes:
        return (self.state / "steps" / step / "outputs" / name).read_bytes()


def job_of(*steps: Step, **fields) -> Job:
    return Job("build", "build", steps=steps, **fields)


def step_of(script: str, identifier: str = "one", **fields) -> Step:
    return Step(identifier, identifier, script, **fields)
