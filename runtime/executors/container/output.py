"""What a container writes: the engine's frames taken apart as they come, and brought to the event loop."""

import asyncio
import contextlib
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from ...records import Stream
from ..base import Sink

_READ: Final = 256 * 1024
_IN_FLIGHT: Final = 4
"""Reads that may wait for the event loop at once: what is more stays in the engine, which holds up the container."""

_STREAMS: Final[dict[int, Stream]] = {0: "stdout", 1: "stdout", 2: "stderr"}


class Readable(Protocol):
    """What is needed of a socket."""

    def recv_into(self, buffer: memoryview) -> int:
        """Read up to the buffer's size; 0 at the end."""
        ...


class Frames:
    """Takes a multiplexed stream apart: 8 bytes of header (stream, length), then the bytes; keeps at most a header."""

    def __init__(self) -> None:
        self._header = b""
        self._left = 0
        self._stream: Stream = "stdout"

    @property
    def is_torn(self) -> bool:
        """Whether the stream ended inside a frame."""
        return bool(self._header or self._left)

    def feed(self, data: memoryview) -> Iterator[tuple[Stream, bytes]]:
        """Yield what was written, in order; neighbours of one stream are one chunk."""
        stream: Stream = self._stream
        parts: list[memoryview] = []
        for each, part in self._parts(data):
            if each != stream and parts:
                yield stream, b"".join(parts)
                parts.clear()
            stream = each
            parts.append(part)
        if parts:
            yield stream, b"".join(parts)

    def _parts(self, data: memoryview) -> Iterator[tuple[Stream, memoryview]]:
        position, size = 0, len(data)
        while position < size:
            if self._left:
                part = data[position : position + self._left]
                self._left -= len(part)
                position += len(part)
                yield self._stream, part
                continue
            head = data[position : position + 8 - len(self._header)]
            position += len(head)
            self._header += head
            if len(self._header) == 8:
                kind, self._left = struct.unpack(">BxxxL", self._header)
                self._stream = _STREAMS.get(kind, "system")
                self._header = b""


class LoopClosed(Exception):  # noqa: N818 - says what happened
    """The event loop that was to take something is gone."""


class Bridge:
    """Calls the event loop from a thread, in order, with a bounded number of calls under way."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._room = threading.BoundedSemaphore(_IN_FLIGHT)

    def write(self, sink: Sink, stream: Stream, data: bytes) -> None:
        """Give a chunk to the sink; waits while the loop is behind. LoopClosed when it is gone."""
        while not self._room.acquire(timeout=1):
            if self._loop.is_closed():
                raise LoopClosed
        try:
            self._loop.call_soon_threadsafe(self._deliver, sink, stream, data)
        except RuntimeError as error:
            raise LoopClosed from error

    def tell(self, callback: Callable[[], None]) -> None:
        """Call in the event loop after all that was written; nothing happens when the loop is closed."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback)

    def _deliver(self, sink: Sink, stream: Stream, data: bytes) -> None:
        try:
            sink(stream, data)
        finally:
            self._room.release()


def copy_output(socket: Readable, sink: Sink, bridge: Bridge) -> bool:
    """Bring everything that comes from the socket to the sink; False when the connection broke before the end."""
    frames = Frames()
    buffer = memoryview(bytearray(_READ))
    try:
        while size := socket.recv_into(buffer):
            for stream, data in frames.feed(buffer[:size]):
                bridge.write(sink, stream, data)
    except OSError:
        return False
    return not frames.is_torn
