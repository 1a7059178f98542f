"""Telling whether output ends with the beginning of a needle, in about the same time for few needles and for many."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from operator import itemgetter
from typing import Final

_INDEXED: Final = 256
"""Bytes. An index of longer beginnings would be large; they are rare, and found by searching for their first part."""


class Beginnings:
    """The proper prefixes of needles of two bytes and more."""

    def __init__(self, needles: Iterable[bytes]) -> None:
        ordered = sorted(set(needles))
        self._firsts = frozenset(needle[:1] for needle in ordered)
        self._by_end = _index(ordered)
        self._long: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for needle in ordered:
            if len(needle) > _INDEXED:
                self._long[needle[:_INDEXED]].append(needle)

    def held(self, data: bytes) -> int:
        """Return the length of the longest end of `data` with which a needle may have begun."""
        longest = max((_longest(data, first, having) for first, having in self._long.items()), default=0)
        if longest:
            return longest
        for length, needle in self._by_end.get(data[-2:], ()):
            if data.endswith(needle[:length]):
                return length
        return int(data[-1:] in self._firsts)


def _index(ordered: list[bytes]) -> dict[bytes, list[tuple[int, bytes]]]:
    """Return the beginnings of two bytes and more by their last two, as length and needle, longest first."""
    found: defaultdict[bytes, list[tuple[int, bytes]]] = defaultdict(list)
    for before, needle in pairwise((b"", *ordered)):
        shared = _shared(before, needle)
        # The previous needle gave those that both have, except the whole of it where that is a prefix of this one.
        first = shared if shared == len(before) else shared + 1
        for length in range(max(first, 2), min(len(needle), _INDEXED + 1)):
            found[needle[length - 2 : length]].append((length, needle))
    for lengths in found.values():
        lengths.sort(key=itemgetter(0), reverse=True)
    return dict(found)


def _shared(one: bytes, other: bytes) -> int:
    """Return how many bytes two sequences have in common at their beginning."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _longest(data: bytes, first: bytes, needles: list[bytes]) -> int:
    """Return the length of the longest end of `data` that begins with `first` and with which one of them begins."""
    at = data.find(first, max(0, len(data) - max(map(len, needles)) + 1))
    while at >= 0:
        end = data[at:]
        if any(len(needle) > len(end) and needle.startswith(end) for needle in needles):
            return len(end)
        at = data.find(first, at + 1)
    return 0
