"""Real repositories with a history, and `pipec diff` in them."""

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.pipec.command_line import DIGEST

IDENTITY = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}


def pipeline(name: str = "shop", *, script: str = "make test", more: str = "", job: str = "test") -> str:
    """Return a small pipeline whose job does `script`."""
    return f"""\
version: 1
name: {name}
{more}defaults: {{image: registry.example/make:1@{DIGEST}}}
jobs:
  {job}:
    steps:
      - script: {script}
"""


class Repository:
    """A git repository in a folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *options)

    def git(self, *words: str, code: int = 0, input: bytes = b"", **environment: str) -> str:
        """Run git here; a test fails when it ends otherwise."""
        done = subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], **IDENTITY, **environment},
            input=input,
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode(errors="replace").strip()

    def write(self, files: Mapping[str, str | bytes]) -> "Repository":
        """Write files into the working tree."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def commit(self, files: Mapping[str, str | bytes] | None = None, message: str = "change") -> str:
        """Write files, commit everything, return the commit."""
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


def everything(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return all that stands below a folder: kind, mode, time of change, bytes or target."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        content: object = ""
        if stat.S_ISLNK(about.st_mode):
            content = str(path.readlink())
        elif stat.S_ISREG(about.st_mode):
            content = path.read_bytes()
        found[str(path.relative_to(folder))] = (about.st_mode, about.st_mtime_ns, about.st_ino, content)
    return found
