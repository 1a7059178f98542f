"""Git, called as a program that reads and neither writes, fetches nor executes what a repository configures.

`subprocess` would take longer to load than git takes to answer.
"""

# ruff: noqa: PTH117, PTH118 - pathlib costs 2 ms at start-up

import os
import signal
from collections.abc import Sequence
from typing import Final, NamedTuple

import click

_SAFE: Final = (
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.untrackedCache=false",
    "-c",
    "core.alternateRefsCommand=false",
    "-c",
    "core.sshCommand=false",
    "-c",
    "credential.helper=",
)
_QUIET: Final = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "0",
    "LC_ALL": "C",
}
"""No lock, no object from a network, no question; messages that do not depend on a locale."""


_OF_ONE_REPOSITORY: Final = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)


class GitError(click.ClickException):
    """What git cannot do, and what to do about it."""

    exit_code = 1


class Answer(NamedTuple):
    """How git ended: its exit code, what it printed, what it complained about."""

    code: int
    out: bytes
    errors: str


class Process:
    """A git that runs, with a pipe to its input and one from its output; its complaints go to a file in memory.

    With a `folder` it works on the repository there, whatever the environment says of the one that we stand in.
    """

    def __init__(self, words: Sequence[str], folder: str = "") -> None:
        given, said = os.pipe(), os.pipe()
        self._errors = os.memfd_create("git")
        try:
            self._id = _spawn(words, folder, (given[0], said[1], self._errors))
        finally:
            os.close(given[0])
            os.close(said[1])
        self.input = given[1]
        self.output = os.fdopen(said[0], "rb")

    def say(self, data: bytes) -> None:
        """Write to its input, all of it; what it does not take any more is told by its end."""
        try:
            while data:
                data = data[os.write(self.input, data) :]
        except BrokenPipeError:
            pass

    def end(self) -> Answer:
        """Read what is left, and wait for its end."""
        os.close(self.input)
        with self.output:
            out = self.output.read()
        status = os.waitpid(self._id, 0)[1]
        errors = os.pread(self._errors, 1 << 16, 0).decode(errors="replace")
        os.close(self._errors)
        return Answer(os.waitstatus_to_exitcode(status), out, errors.strip())


def ask(*words: str) -> Answer:
    """Run git to its end, without any input."""
    return Process(words).end()


def _spawn(words: Sequence[str], folder: str, streams: tuple[int, int, int]) -> int:
    program, environment = _program(), {**os.environ, **_QUIET}
    there = ("-C", folder) if folder else ()
    if folder:
        environment = {name: value for name, value in environment.items() if name not in _OF_ONE_REPOSITORY}
    return os.posix_spawn(
        program,
        [program, *there, *_SAFE, *words],
        environment,
        file_actions=[(os.POSIX_SPAWN_DUP2, stream, number) for number, stream in enumerate(streams)],
        setsigdef=[signal.SIGPIPE],
    )


def _program() -> str:
    for folder in os.get_exec_path():
        path = os.path.join(folder or ".", "git")
        if os.path.isabs(path) and os.access(path, os.X_OK):
            return path
    raise GitError("Git is not installed, or not in PATH; without it only files, folders and bundles can be compared.")
