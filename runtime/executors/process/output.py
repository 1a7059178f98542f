"""The output of a program: two pipes, read by the event loop in large pieces, one piece of each at a time."""

import fcntl
import os
from asyncio import AbstractEventLoop
from collections.abc import Callable

from ...records import Stream
from ..base import Sink

_PIECE = 1 << 18
_DEFAULT_PIPE = 1 << 16
_LARGE_PIPE = 1 << 20


class Outlet:
    """The reading end of one pipe. While the sink is slow the pipe is full and the program waits.

    `failed` is told what the sink raised; nothing is read afterwards, so that the program's next write fails.
    """

    def __init__(self, descriptor: int, stream: Stream, sink: Sink, failed: Callable[[Exception], None]) -> None:
        self._descriptor = descriptor
        self._stream = stream
        self._sink = sink
        self._failed = failed
        self._loop: AbstractEventLoop | None = None
        self._is_large = False

    def listen(self, loop: AbstractEventLoop) -> None:
        """Read whenever there is something."""
        os.set_blocking(self._descriptor, False)
        loop.add_reader(self._descriptor, self._pump)
        self._loop = loop

    def drain(self) -> None:
        """Read what the pipe holds, and close: whoever may still write is none of the step's processes."""
        left = fcntl.fcntl(self._descriptor, fcntl.F_GETPIPE_SZ) if self._descriptor >= 0 else 0
        while left > 0 and (count := self._pump()):
            left -= count
        self.close()

    def _pump(self) -> int:
        """Pass one piece on; return its size, 0 when there is none now."""
        if self._descriptor < 0:
            return 0
        try:
            piece = os.read(self._descriptor, _PIECE)
        except BlockingIOError:
            return 0
        if piece:
            self._pass_on(piece)
        else:
            self.close()
        return len(piece)

    def _pass_on(self, piece: bytes) -> None:
        if len(piece) >= _DEFAULT_PIPE and not self._is_large:
            self._enlarge()
        try:
            self._sink(self._stream, piece)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it ends the step and is raised by `wait`
            self.close()
            self._failed(fault)

    def _enlarge(self) -> None:
        """Make the pipe larger, for a program that fills it only: large pipes are few (`pipe-user-pages-soft`)."""
        self._is_large = True
        try:
            fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, _LARGE_PIPE)
        except PermissionError:
            return

    def close(self) -> None:
        """Stop reading."""
        if self._descriptor < 0:
            return
        if self._loop is not None:
            self._loop.remove_reader(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = -1
