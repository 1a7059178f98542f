"""Start a program with nothing but what its command says: no descriptor, variable, signal or group of the caller's."""

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from subprocess import Popen
from typing import NamedTuple

from ...errors import ExecutorError
from ..base import Command

_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM, errno.ENOSPC})
_NOT_FOUND = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG})
_FEWER = "run fewer jobs at once (`--jobs`), or raise the limits (`ulimit -n`, `ulimit -u`)"

NOT_FOUND, NOT_EXECUTABLE = 127, 126
"""The exit codes by which a shell says that a program cannot be started."""


class Spawned(NamedTuple):
    """A program that was started, and the reading ends of its two pipes."""

    program: Popen[bytes]
    stdout: int
    stderr: int


class Unusable(NamedTuple):
    """A program that cannot be executed, with the exit code that a shell would have."""

    code: int
    message: str


def spawn(command: Command, argv: Sequence[str]) -> Spawned | Unusable:
    """Start a program that leads a new session. ExecutorError when this machine has not what it takes."""
    descriptors: list[int] = []
    try:
        descriptors += os.pipe()
        descriptors += os.pipe()
        descriptors.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
        program = _popen(command, argv, descriptors)
    except (OSError, ValueError) as fault:
        _close(descriptors)
        return _told(fault, command, argv)
    stdout, stdout_end, stderr, stderr_end, null = descriptors
    _close((stdout_end, stderr_end, null))
    return Spawned(program, stdout, stderr)


def _popen(command: Command, argv: Sequence[str], descriptors: Sequence[int]) -> Popen[bytes]:
    return Popen(  # noqa: S603 - running what the pipeline says is the purpose
        argv,
        stdin=descriptors[4],
        stdout=descriptors[1],
        stderr=descriptors[3],
        env=command.environment,
        cwd=command.directory,
        start_new_session=True,
        umask=0o022,
    )


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        with suppress(OSError):
            os.close(descriptor)


def _told(fault: OSError | ValueError, command: Command, argv: Sequence[str]) -> Unusable:
    """Return what a shell would say; raise what is no fault of the command."""
    if isinstance(fault, ValueError):
        message = f"step {command.step} cannot start: its command or a variable holds what no program can be given"
        raise ExecutorError(message, "leave out zero bytes", failure_class="configuration") from fault
    if fault.errno in _EXHAUSTED:
        raise exhausted(command, fault) from fault
    if fault.filename == command.directory:
        message = f"step {command.step} cannot start in {command.directory}: {fault.strerror}"
        raise ExecutorError(message, "see whether an earlier step removed the directory") from fault
    code = NOT_FOUND if fault.errno in _NOT_FOUND else NOT_EXECUTABLE
    return Unusable(code, f"{argv[0]}: {fault.strerror}")


def exhausted(command: Command, fault: OSError) -> ExecutorError:
    """Return what to raise when descriptors, processes or memory are used up."""
    return ExecutorError(f"step {command.step} cannot start: {fault.strerror}", _FEWER, failure_class="resource")
