"""From what was written to lines: live for those who watch, and when logs are read back."""

import codecs
from collections.abc import Iterable, Iterator
from typing import Final

from ..records import Stream
from .line import Level, Line

LONGEST: Final = 1 << 16
"""Characters. A line without end is cut here; its pieces are lines of their own."""

_decoder: Final = codecs.getincrementaldecoder("utf-8")


class LineSplitter:
    """Makes lines of one try of a step out of what its streams wrote, in chunks of any size.

    A line ends with a line feed, with or without carriage returns before it. A carriage return alone, as progress bars
    write it, ends a line too, if there is anything on it. Bytes that are no UTF-8 become U+FFFD; a character that
    two chunks share is whole. The same bytes give the same lines, wherever the chunks end.
    """

    def __init__(
        self, run: str, job: str, step: str, attempt: int, *, container: str = "", correlation: str = ""
    ) -> None:
        self._whose = (run, job, step, attempt)
        self.container = container
        self.correlation = correlation
        self._streams: dict[Stream, _Unended] = {}

    def feed(self, time: int, stream: Stream, data: bytes, level: Level = "info") -> Iterator[Line]:
        """Take a chunk that came at `time`, in milliseconds since 1970; yield the lines that it ends."""
        unended = self._streams.get(stream)
        if unended is None:
            unended = self._streams[stream] = _Unended()
        return self._lines(time, level, stream, unended.feed(data))

    def finish(self, time: int) -> Iterator[Line]:
        """End all streams; yield the lines that have no end."""
        for stream, unended in self._streams.items():
            yield from self._lines(time, "info", stream, unended.finish())
        self._streams.clear()

    def _lines(self, time: int, level: Level, stream: Stream, messages: Iterable[str]) -> Iterator[Line]:
        (run, job, step, attempt), container, correlation = self._whose, self.container, self.correlation
        new = tuple.__new__  # what `Line` itself calls, at half the cost
        for message in messages:
            yield new(Line, (time, level, run, job, step, attempt, stream, message, container, correlation))


class _Unended:
    """The line of a stream that has not ended."""

    def __init__(self) -> None:
        self._decoder = _decoder("replace")
        self._rest = ""
        self._cut = False
        """Whether a part of this line is out: then there is no empty line at its end."""

    def feed(self, data: bytes) -> Iterable[str]:
        """Return the messages that end in a chunk."""
        return self._split(self._rest + self._decoder.decode(data))

    def finish(self) -> Iterable[str]:
        """Return what is left."""
        text = self._rest + self._decoder.decode(b"", final=True)
        messages = list(self._split(text))
        if self._rest:
            messages.append(self._rest)
        return messages

    def _split(self, text: str) -> Iterable[str]:
        *lines, rest = text.split("\n")
        if "\r" not in text and len(text) <= LONGEST:
            if lines and self._cut:
                self._cut = False
                if not lines[0]:
                    del lines[0]
            self._rest = rest
            return lines
        return self._slowly(lines, rest)

    def _slowly(self, lines: list[str], rest: str) -> list[str]:
        """Split at carriage returns, and cut what is too long."""
        messages: list[str] = []
        for line in lines:
            parts = [piece for part in line.split("\r") if part for piece in _pieces(part)]
            if not parts and not self._cut:
                parts = [""]
            messages += parts
            self._cut = False
        *parts, last = rest.split("\r")
        pieces = [piece for part in (*parts, last) if part for piece in _pieces(part)]
        self._rest = pieces.pop() if last else ""
        self._cut = self._cut or bool(pieces)
        return messages + pieces


def _pieces(text: str) -> list[str]:
    return [text[at : at + LONGEST] for at in range(0, len(text), LONGEST)]
