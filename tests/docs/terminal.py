"""A terminal in a folder of its own: runs the commands of a page one after another, in one story."""

import contextlib
import gc
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from pipec.__main__ import main
from tests.docs.sessions import ROOT

_PLAIN = re.compile(r"pipec(?! (?:run|resume|watch)\b)(?: [^|&;<>$*?`~(){}\\\n]*)?")
"""A call of pipec that needs no shell; it runs in this process, which saves its start. One that runs jobs does not."""


class Printed(NamedTuple):
    """What a command printed on both streams, and its exit code."""

    lines: tuple[str, ...]
    code: int


class Terminal:
    """Where a page's commands run. The folder, and the last exit code, stay from one to the next."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._programs = home / "programs"
        self._programs.mkdir(parents=True)
        self._state = home / "state"
        self._code = 0
        self._count = 0
        program = self._programs / "pipec"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m pipec "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        self.start_fresh()

    def start_fresh(self) -> None:
        """Go to a new empty folder."""
        self._count += 1
        self._folder = self._home / f"folder{self._count}"
        self._folder.mkdir()

    def write(self, path: str, text: str) -> None:
        """Write a file that the page shows."""
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def run(self, command: str) -> Printed:
        """Run one command line."""
        printed = self._run_here(command) if _PLAIN.fullmatch(command) else self._run_shell(command)
        self._code = printed.code
        return printed

    def _run_here(self, command: str) -> Printed:
        buffer = io.BytesIO()
        both = io.TextIOWrapper(buffer, encoding="utf-8", write_through=True)
        with (
            contextlib.chdir(self._folder),
            mock.patch.object(sys, "argv", shlex.split(command)),
            mock.patch.object(sys, "stdout", both),
            mock.patch.object(sys, "stderr", both),
            mock.patch.dict(os.environ, self._environment(), clear=True),
        ):
            try:
                main()
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else 1
            finally:
                gc.enable()
        return Printed(tuple(buffer.getvalue().decode().splitlines()), code)

    def _run_shell(self, command: str) -> Printed:
        script = f'(exit {self._code})\n{command}\ncode=$?\npwd >"$STATE"\nexit $code\n'
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=self._folder,
            env={**self._environment(), "STATE": str(self._state)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
        )
        if self._state.exists():
            self._folder = Path(self._state.read_text(encoding="utf-8").strip())
        return Printed(tuple(done.stdout.decode().splitlines()), done.returncode)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self._programs}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(self._home),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "80",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_{what}": "pipec@example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
