"""A task's output, taken apart at the marks that the step program writes into both of its streams (see the shim)."""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

_MARK: Final = re.compile(
    rb"\x1epipec (?:"
    rb"(?P<begin>begin) [^\x1e\n ]{1,200} \d{1,9}"
    rb"|(?P<end>end) [^\x1e\n ]{1,200} \d{1,9} \d{1,9} \w{1,20}"
    rb"|(?P<done>done) [^\x1e\n ]{1,200} [a-z]{1,20} \d{1,9} \w{1,20}"
    rb")\x1e\n"
)
_PART: Final = re.compile(rb"(?=(\x1e[^\x1e\n]*\x1e?)\Z)")
_START: Final = b"\x1epipec "
_LONGEST: Final = 300
"""Bytes of the longest mark; what is longer is a text that happens to begin like one."""


class Mark(NamedTuple):
    """One mark.

    The words of `begin` are the try's number; of `end` that, the exit code and the class; of `done`, which is a step's
    last, its status, exit code and class.
    """

    kind: Literal["begin", "end", "done"]
    step: str
    words: tuple[str, ...]


class Marks:
    """Takes one stream apart; what may be the beginning of a mark is kept back until it is known."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Iterator[bytes | Mark]:
        """Yield texts, none of them empty, and marks, in their order."""
        data, self._held = self._held + data, b""
        at = 0
        for found in _MARK.finditer(data):
            if found.start() > at:
                yield data[at : found.start()]
            yield _mark(found)
            at = found.end()
        keep = _unfinished(data, at)
        if keep > at:
            yield data[at:keep]
        self._held = data[keep:]

    def rest(self) -> bytes:
        """Return what was kept back and is no mark: there is no more output."""
        held, self._held = self._held, b""
        return held


def _mark(found: re.Match[bytes]) -> Mark:
    kind, step, *words = found[0][len(_START) : -2].decode(errors="replace").split(" ")
    return Mark(kind, step, tuple(words))  # type: ignore[arg-type]


def _unfinished(data: bytes, at: int) -> int:
    """Return where a mark may begin whose end has not come yet."""
    window = max(at, len(data) - _LONGEST)
    for found in _PART.finditer(data, window):
        if found[1].startswith(_START) or _START.startswith(found[1]):
            return found.start()
    return len(data)
