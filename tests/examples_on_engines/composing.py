"""Docker Compose on an emitted file: a project that is gone afterwards, with its volumes."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engines import require_engine


class Project:
    """The project of one file, and the environment in which Compose reads it."""

    def __init__(self, file: Path, folder: Path, environment: dict[str, str]) -> None:
        self.file = file
        self.folder = folder
        self.environment = os.environ | {"PWD": str(folder)} | environment

    def call(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one command of Compose on the file."""
        command = [require_engine("docker"), "compose", "-f", str(self.file), *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def logs(self) -> str:
        """Return what all containers printed."""
        return self.call("logs", "--no-color", "--no-log-prefix").stdout


@contextmanager
def project(file: Path, folder: Path, **environment: str) -> Iterator[Project]:
    """Hold a project, and take it down with its volumes."""
    made = Project(file, folder, environment)
    try:
        yield made
    finally:
        made.call("down", "--volumes", "--timeout", "1", "--remove-orphans")


def endings(table: str) -> dict[str, str]:
    """Read what `pipec-result` prints: how each job ended."""
    return {line.split()[1]: line.split()[0] for line in table.splitlines() if line[:1].strip()}
