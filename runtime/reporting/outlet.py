"""Where lines for people and programs go: a stream that may be slow, stuck or gone without harm to the run."""

import errno
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Final

BACKLOG: Final = 8 * 1024 * 1024
"""Characters that wait to be written; more make the run wait."""
_HUNG_UP: Final = frozenset({errno.EPIPE, errno.EIO, errno.EBADF})
"""What says that nobody reads any more, which is nothing to warn of."""
PATIENCE: Final = 5.0
"""Seconds in which a stream with a full backlog must take something, or it counts as stuck."""


def _told(lines: int) -> str:
    return f"({lines:,} lines are left out here: nobody read them in time; `pipec logs` has them)\n"


class Outlet:
    """Writes text from a thread of its own.

    A slow reader slows the run, and nothing is lost. One that is stuck (a paused terminal, a pipe that nobody reads)
    loses lines, is told so when it goes on, and never holds the run. Where the reader has gone or the stream cannot be
    written, all further text is dropped.
    """

    def __init__(
        self,
        stream: IO[str],
        *,
        backlog: int = BACKLOG,
        patience: float = PATIENCE,
        lost: Callable[[int], str] = _told,
    ) -> None:
        """Write to `stream`; `lost` is the line that says how many are left out."""
        self._stream = stream
        self._told = lost
        self._backlog = backlog
        self._patience = patience
        self._texts: deque[str] = deque()
        self._waiting = 0
        self._lost = 0
        self._gone = self._closed = self._stuck = False
        self._progress = time.monotonic()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._write_all, name="pipec output", daemon=True)
        self._thread.start()

    @property
    def gone(self) -> bool:
        """Whether nobody reads any more."""
        return self._gone

    def put(self, text: str) -> None:
        """Write whole lines, soon."""
        with self._changed:
            if self._gone or self._closed:
                return
            if self._waiting >= self._backlog and not self._room():
                self._lost += text.count("\n")
                return
            if self._lost:
                text = f"{self._told(self._lost)}{text}"
                self._lost = 0
            self._texts.append(text)
            self._waiting += len(text)
            self._changed.notify_all()

    def _room(self) -> bool:
        """Wait for room as long as the stream takes anything."""
        while not self._stuck and self._waiting >= self._backlog and not self._gone:
            self._changed.wait(self._patience / 10)
            self._stuck = time.monotonic() - self._progress > self._patience
        return self._waiting < self._backlog

    def close(self) -> None:
        """Write what is left; give up on a stream that takes nothing."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            while self._thread.is_alive() and self._waiting and not self._gone:
                before = self._waiting
                self._changed.wait(self._patience)
                if self._waiting == before:
                    return
        self._thread.join(self._patience)

    def _write_all(self) -> None:
        while True:
            with self._changed:
                while not self._texts and not self._closed:
                    self._changed.wait()
                if not self._texts:
                    return
                text = self._take()
                self._progress = time.monotonic()
            self._write(text)
            with self._changed:
                self._waiting -= len(text)
                self._progress = time.monotonic()
                self._stuck = False
                self._changed.notify_all()

    def _take(self) -> str:
        """Return some of what waits, in pieces small enough that progress is seen."""
        texts = []
        size = 0
        while self._texts and size < 65_536:
            texts.append(self._texts.popleft())
            size += len(texts[-1])
        return "".join(texts)

    def _write(self, text: str) -> None:
        if self._gone:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError) as error:  # the reader has gone, the terminal hung up, no room, or it was closed
            self._gone = True
            silence(self._stream)
            if isinstance(error, OSError) and error.errno not in _HUNG_UP and sys.stderr is not None:
                with suppress(OSError, ValueError):
                    sys.stderr.write(f"warning: the output cannot be written: {error.strerror}; `pipec logs` has it\n")


def silence(stream: IO[str]) -> None:
    """Let all that is still written to a broken stream go nowhere, so that the interpreter's end meets no error."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
