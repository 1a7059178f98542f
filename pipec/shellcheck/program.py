"""shellcheck itself: where it is, and how it is asked about many scripts at once."""

# ruff: noqa: PTH113, PTH118, PTH120, PTH123 - pathlib costs 2 ms at start-up

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from .scripts import Shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .findings import Finding
    from .processes import Ended

NAME = "shellcheck"
HEADER_LINES = 2
"""So many lines stand above each script: they say what shell runs it."""

_MOST_FILES = 200
_MOST_BYTES = 1 << 16
SECONDS = 60.0
_BYTES_A_SECOND = 5_000
"""A third of what is checked of a script that is full of findings."""
_MOST_SECONDS = 300.0
"""So long people wait at most for scripts that are longer than anybody writes."""


ABSENT = (
    "Scripts are to be checked by shellcheck, which is not installed. `pip install 'pipec[shellcheck]'` brings it, "
    "or your system's package `shellcheck`; `--no-shellcheck` does without."
)


class Question(NamedTuple):
    """A text, and the shell that is to read it."""

    text: str
    shell: Shell


class Answers(NamedTuple):
    """What was found in each text, None where shellcheck failed; `problems` are its failures, for people."""

    findings: "tuple[Sequence[Finding] | None, ...]"
    problems: tuple[str, ...] = ()


def find_program() -> str | None:
    """Return the absolute path of shellcheck: the one installed with pipec, else one on PATH; None without any."""
    folders = [os.path.dirname(sys.executable), *os.environ.get("PATH", os.defpath).split(os.pathsep)]
    for folder in folders:
        path = os.path.join(folder, NAME)
        # A relative folder would be one of the repository that is checked.
        if path.startswith("/") and os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def wants_shellcheck(wanted: bool | None) -> bool:
    """Tell whether shellcheck is to be run; None: where it is. A usage error when it is wanted and is not there."""
    if wanted is False:
        return False
    there = find_program() is not None
    if wanted and not there:
        import click

        raise click.UsageError(ABSENT)
    return there


def ask(
    program: str, questions: Sequence[Question], excluded: Sequence[int] = (), *, seconds: float = SECONDS
) -> Answers:
    """Ask shellcheck about texts, a batch of them in one process; nothing that it does is an exception."""
    from .processes import termination

    try:
        with termination(), _folder() as folder:
            return _ask(program, questions, excluded, folder, seconds)
    except OSError as error:
        problem = f"no script can be written for shellcheck: {error.strerror or error}"
        return Answers((None,) * len(questions), (problem,))


def _ask(program: str, questions: Sequence[Question], excluded: Sequence[int], folder: str, seconds: float) -> Answers:
    from .processes import Command, run_all

    environment = {name: value for name, value in os.environ.items() if name != "SHELLCHECK_OPTS"}
    environment["LC_ALL"] = "C.UTF-8"
    options = ["--norc", "--format=json1", "--color=never"]
    if excluded:
        options.append(f"--exclude={','.join(f'SC{code}' for code in excluded)}")
    contents = [_content(question) for question in questions]
    batches = list(_batches(contents))
    commands = []
    for batch in batches:
        size = sum(len(contents[number]) for number in batch)
        paths = [_write(folder, number, contents[number]) for number in batch]
        patience = min(seconds + size / _BYTES_A_SECOND, _MOST_SECONDS)
        commands.append(Command((program, *options, "--", *paths), environment, patience, _most(size)))
    findings: list[Sequence[Finding] | None] = [None] * len(questions)
    problems: dict[str, None] = {}
    for batch, ended in zip(batches, run_all(commands, len(os.sched_getaffinity(0))), strict=True):
        found, problem = _read(ended, {_path(folder, number): number for number in batch})
        for number in batch if found is not None else ():
            findings[number] = (found or {}).get(number, [])
        if problem:
            problems[problem] = None
    return Answers(tuple(findings), tuple(problems))


def _content(question: Question) -> bytes:
    option = " -e" if question.shell.errexit else ""
    header = f"#!/bin/sh{option}\n# shellcheck shell={question.shell.dialect}\n"
    end = "" if question.text.endswith("\n") else "\n"
    return f"{header}{question.text}{end}".encode(errors="replace")


def _batches(contents: Sequence[bytes]) -> Iterator[list[int]]:
    """Yield the numbers of texts that one process checks, a long one alone."""
    batch: list[int] = []
    size = 0
    for number, content in enumerate(contents):
        if batch and (len(batch) == _MOST_FILES or size + len(content) > _MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(number)
        size += len(content)
    if batch:
        yield batch


def _most(size: int) -> int:
    """Return how long an answer about texts of so many bytes may be."""
    return (1 << 24) + 100 * size


def _path(folder: str, number: int) -> str:
    return os.path.join(folder, f"{number}.sh")


def _write(folder: str, number: int, content: bytes) -> str:
    path = _path(folder, number)
    with open(path, "xb") as stream:
        stream.write(content)
    return path


def _read(ended: "Ended | OSError", files: dict[str, int]) -> "tuple[dict[int, list[Finding]] | None, str]":
    """Return what a process found by number, None if that is not known, and what to say of it."""
    if isinstance(ended, OSError):
        return None, f"shellcheck cannot be started: {ended.strerror}"
    if ended.stopped:
        return None, f"shellcheck was stopped: it {ended.stopped}"
    if ended.code < 0:
        return None, f"shellcheck was killed by signal {-ended.code}"
    from .findings import Garbage, read_findings

    said = ended.errors.decode(errors="replace").strip().partition("\n")[0]
    if ended.code not in {0, 1}:
        return None, f"shellcheck failed with exit code {ended.code}{': ' if said else ''}{said}"
    try:
        return read_findings(ended.out, files), ""
    except Garbage:
        return None, "shellcheck's answer cannot be read: is that a shellcheck?"


@contextmanager
def _folder() -> Iterator[str]:
    """Make a folder that only we can read; it is removed whatever happens."""
    parent = os.path.abspath(os.environ.get("TMPDIR") or "/tmp")  # noqa: S108, PTH100 - the name is not to be guessed
    folder = os.path.join(parent, f"pipec-{os.urandom(12).hex()}")
    try:
        os.mkdir(folder, 0o700)  # noqa: PTH102
        yield folder
    finally:
        with suppress(OSError):
            for name in os.listdir(folder):  # noqa: PTH208
                os.unlink(os.path.join(folder, name))  # noqa: PTH108
            os.rmdir(folder)  # noqa: PTH106
