"""The command line, run in this process for speed or as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from pipec.__main__ import _finish, _run

ROOT = Path(__file__).resolve().parents[2]

DIGEST = "sha256:" + "0" * 64
SMALL = f"""\
version: 1
name: shop
defaults: {{image: registry.example/make:1@{DIGEST}}}
jobs:
  test:
    steps:
      - script: make test
"""
WRONG = SMALL.replace("script:", "scirpt:")


class Ran(NamedTuple):
    """What a run came to."""

    code: int
    out: str
    err: str


def run(*arguments: str, input: str | bytes = "") -> Ran:
    """Run `pipec` in this process, in the current directory."""
    before = sys.argv
    with CliRunner().isolation(input=input) as streams:
        sys.argv = ["pipec", *arguments]
        try:
            code = _finish(_run())
        finally:
            sys.argv = before
        out, err = (stream.getvalue().decode() for stream in streams[:2])
    return Ran(code, out, err)


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a process that runs `pipec` from this tree, and nothing of the caller's but PATH."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **changes}


def process(
    *arguments: str,
    cwd: Path | str,
    input: bytes = b"",
    env: Mapping[str, str] | None = None,
    prefix: tuple[str, ...] = (),
    timeout: float = 10,
) -> Ran:
    """Run `pipec` as a process; a test fails when it takes longer than `timeout` seconds."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "pipec", *arguments],
        cwd=cwd,
        input=input,
        env=env or environment(),
        capture_output=True,
        timeout=timeout,
        check=False,
        preexec_fn=_default_signals,
    )
    return Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def _default_signals() -> None:
    """Undo what the shells of test runners hand on: an ignored SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Make `folder` a repository with these files."""
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
