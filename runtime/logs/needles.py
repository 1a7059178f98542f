"""Finding many byte sequences in output at once, at a speed that hardly depends on how many they are."""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import inf
from typing import Final, NamedTuple

from .beginnings import Beginnings

_GRAM: Final = 4
_MOST_STEP: Final = 32
_COST_OF_GRAM: Final = 26.0
_COST_OF_SEARCH: Final = 3.0
"""Nanoseconds, measured: to look one gram up; to search one byte for one needle, divided by that one's length."""
_LARGE: Final = 1024
_SMALL: Final = 64


class Span(NamedTuple):
    """Bytes from `start` up to `end`."""

    start: int
    end: int


class Needles:
    """What is searched for.

    Every `step` bytes four bytes of the output are looked up in a set. A needle that is long enough cannot stand in
    the output without one of its own four-byte grams being met; only then is anything searched for. A few needles that
    are shorter than the others are searched for one by one, where that costs less than a shorter step.
    """

    def __init__(self, needles: Iterable[bytes]) -> None:
        ordered = sorted(set(needles), key=len)
        self._step, self._short = _choose(ordered)
        shorter = sum(map(len, self._short.values()))
        self._roots = _by_root(ordered[shorter:])
        self._grams = _grams(self._roots, self._step)
        self._known = frozenset(self._grams)
        stride = self._step * -(-_GRAM // self._step)
        self._starts = range(0, stride, self._step)
        group = f"I{stride - _GRAM}x"
        self._large = struct.Struct(f"={group * _LARGE}")
        self._small = struct.Struct(f"={group * _SMALL}")
        self._beginnings = Beginnings(ordered)
        self._overlapping: dict[bytes, bool] = {}

    def found(self, data: bytes) -> list[bytes]:
        """Return the needles that stand in the data."""
        found = [needle for inmost, having in self._short.items() if inmost in data for needle in having]
        if self._known:
            found += self._met(data)
        return [needle for needle in found if needle in data] if found else found

    def held(self, data: bytes) -> int:
        """Return the length of the longest end of `data` with which a needle may have begun."""
        return self._beginnings.held(data)

    def overlaps_itself(self, needle: bytes) -> bool:
        """Tell whether an end of a needle is a beginning of it too."""
        known = self._overlapping.get(needle)
        if known is None:
            known = any(needle.startswith(needle[at:]) for at in range(1, len(needle)))
            self._overlapping[needle] = known
        return known

    def _met(self, data: bytes) -> list[bytes]:
        """Return the needles that may stand in the data: those whose shortest beginning does."""
        met: set[bytes] = set()
        for grams in self._sampled(data):
            if not self._known.isdisjoint(grams):
                for gram in self._known.intersection(grams):
                    met.update(self._grams[gram])
        return [needle for root in met if root in data for needle in self._roots[root]]

    def _sampled(self, data: bytes) -> Iterator[tuple[int, ...]]:
        """Yield the grams at every `step`; grams cannot overlap in one reading, and so short steps take several."""
        end = len(data)
        for start in self._starts:
            at = start
            for shape in (self._large, self._small):
                while end - at >= shape.size:
                    yield shape.unpack_from(data, at)
                    at += shape.size
            if end - at >= _GRAM:
                yield self._small.unpack(data[at:].ljust(self._small.size, b"\0"))


def _choose(needles: list[bytes]) -> tuple[int, dict[bytes, list[bytes]]]:
    """Return the step, and which of the needles, from the shortest on, are searched for one by one.

    Those are by the shortest that they hold, which alone need be searched for where it does not occur.
    """
    single: dict[bytes, list[bytes]] = {}
    cost, best, step, count = 0.0, inf, 1, 0
    for number, needle in enumerate(needles):
        possible = min(len(needle) - _GRAM + 1, _MOST_STEP)
        if cost + _COST_OF_GRAM / possible < best:
            best, step, count = cost + _COST_OF_GRAM / possible, possible, number
        if cost > best:
            break
        inmost = next((other for other in single if other in needle), needle)
        if inmost is needle:
            cost += _COST_OF_SEARCH / len(needle)
        single.setdefault(inmost, []).append(needle)
    else:
        if cost < best:
            count = len(needles)
    wanted = frozenset(needles[:count])
    found = {inmost: [needle for needle in having if needle in wanted] for inmost, having in single.items()}
    return step, {inmost: having for inmost, having in found.items() if having}


def _by_root(needles: Iterable[bytes]) -> dict[bytes, list[bytes]]:
    """Return the needles that begin with no other, each with itself and those that begin with it."""
    found: dict[bytes, list[bytes]] = {}
    root = b""
    for needle in sorted(needles):
        if not found or not needle.startswith(root):
            root = needle
        found.setdefault(root, []).append(needle)
    return found


def _grams(needles: Iterable[bytes], step: int) -> dict[int, tuple[bytes, ...]]:
    """Return which needles have which four bytes, as a number, among their first `step` places."""
    found: defaultdict[int, dict[bytes, None]] = defaultdict(dict)
    for needle in needles:
        for at in range(step):
            found[struct.unpack_from("=I", needle, at)[0]][needle] = None
    return {gram: tuple(having) for gram, having in found.items()}


def spans_of(needles: Iterable[bytes], data: bytes) -> list[Span]:
    """Return where needles stand, in order; those that overlap are one span."""
    return _united(sorted(span for needle in needles for span in _occurrences(needle, data)))


def _occurrences(needle: bytes, data: bytes) -> Iterator[Span]:
    """Yield where a needle stands; of occurrences that overlap one another enough to cover the same bytes."""
    size = len(needle)
    at = data.find(needle)
    while at >= 0:
        yield Span(at, at + size)
        later = data.rfind(needle, at + 1, at + 2 * size - 1)
        at = later if later > at else data.find(needle, at + size)


def _united(spans: Iterable[Span]) -> list[Span]:
    united: list[Span] = []
    for span in spans:
        if united and span.start < united[-1].end:
            united[-1] = Span(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return united
