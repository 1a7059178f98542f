"""Processes run side by side with a bound on their time and output; none outlives the call.

Everything that a process says is read while it runs, so that neither waits for the other. `subprocess` would take
longer to load than a small script takes to check.
"""

import os
import select
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from compiler.frontend.files import MAX_BYTES

_READ = 1 << 16
_MOST_ERRORS = 1 << 16
_ENDING = (signal.SIGTERM, signal.SIGHUP)


class Command(NamedTuple):
    """What to run: the program's path and arguments, its environment, the seconds it may take, its longest answer."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    seconds: float
    most: int = MAX_BYTES


class Ended(NamedTuple):
    """How a process ended: its exit code (negative: the signal), what it printed, why it was stopped if it was."""

    code: int
    out: bytes = b""
    errors: bytes = b""
    stopped: str = ""


class _Process:
    """A process that runs, and what it has said so far on its two pipes."""

    __slots__ = ("deadline", "id", "most", "number", "pipes", "said", "stopped")

    def __init__(self, number: int, command: Command, unblocked: set[int]) -> None:
        self.number = number
        self.deadline = time.monotonic() + command.seconds
        self.most = (command.most, _MOST_ERRORS)
        self.said = (bytearray(), bytearray())
        self.stopped = ""
        out, errors = os.pipe(), os.pipe()
        self.pipes: dict[int, int] = {out[0]: 0, errors[0]: 1}
        try:
            self.id = os.posix_spawn(
                command.arguments[0],
                command.arguments,
                command.environment,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, out[1], 1),
                    (os.POSIX_SPAWN_DUP2, errors[1], 2),
                ],
                setpgroup=0,
                setsigmask=unblocked,
                setsigdef=[signal.SIGPIPE],
            )
        except OSError:
            self.close()
            raise
        finally:
            os.close(out[1])
            os.close(errors[1])

    def read(self, pipe: int) -> None:
        """Take what stands in a pipe; at its end, or where it is too much, no more is read."""
        which = self.pipes[pipe]
        data = os.read(pipe, _READ)
        said = self.said[which]
        said += data
        if len(said) > self.most[which]:
            self.stop("printed too much")
        elif not data:
            del self.pipes[pipe]
            os.close(pipe)

    def stop(self, why: str) -> None:
        """Kill the process and all that it started, and read no more."""
        self.stopped = why
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.id, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Close what is left of the pipes."""
        for pipe in self.pipes:
            os.close(pipe)
        self.pipes = {}

    def end(self) -> Ended:
        """Wait for the process, which has closed its pipes; it ends, or is ended at its deadline."""
        pause = 0.0005
        status = 0
        while not self.stopped:
            ended, status = os.waitpid(self.id, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > self.deadline:
                self.stop("took too long")
            time.sleep(pause)
            pause = min(2 * pause, 0.05)
        if self.stopped:
            status = os.waitpid(self.id, 0)[1]
        return Ended(os.waitstatus_to_exitcode(status), bytes(self.said[0]), bytes(self.said[1]), self.stopped)


def run_all(commands: Sequence[Command], most: int) -> list[Ended | OSError]:
    """Run commands, at most so many at once; how each ended, in their order, or why it could not be started."""
    results: dict[int, Ended | OSError] = {}
    waiting = list(enumerate(commands))[::-1]
    running: list[_Process] = []
    try:
        while waiting or running:
            while waiting and len(running) < most:
                number, command = waiting.pop()
                try:
                    _start(running, number, command)
                except OSError as error:
                    results[number] = error
            _listen(running)
            for process in [each for each in running if not each.pipes]:
                results[process.number] = process.end()
                running.remove(process)
    finally:
        for process in running:
            process.stop("interrupted")
            with suppress(ChildProcessError):
                os.waitpid(process.id, 0)
    return [results[number] for number in range(len(commands))]


def _start(running: list[_Process], number: int, command: Command) -> None:
    """Start a process; no signal comes between its start and its being known, or nobody would end it."""
    unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, *_ENDING))
    try:
        running.append(_Process(number, command, {int(each) for each in unblocked}))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)


def _listen(running: Sequence[_Process]) -> None:
    """Wait until one of the processes says something or has run too long, and see to it."""
    if not running:
        return
    owners = {pipe: process for process in running for pipe in process.pipes}
    poll = select.poll()
    for pipe in owners:
        poll.register(pipe, select.POLLIN | select.POLLHUP)
    left = min(process.deadline for process in running) - time.monotonic()
    for pipe, _ in poll.poll(max(0.0, left) * 1000):
        if pipe in owners[pipe].pipes:
            owners[pipe].read(pipe)
    now = time.monotonic()
    for process in running:
        if process.pipes and now > process.deadline:
            process.stop("took too long")


@contextmanager
def termination() -> Iterator[None]:
    """End in order, as on Ctrl-C, when asked to end: what was started is ended, what was written is removed."""

    def leave(number: int, _frame: Any) -> None:
        raise SystemExit(128 + number)

    caught: list[signal.Signals] = []
    for number in _ENDING:
        if signal.getsignal(number) == signal.SIG_DFL:
            with suppress(ValueError):  # not the main thread: its owner cares
                signal.signal(number, leave)
                caught.append(number)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)
