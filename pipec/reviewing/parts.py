"""A text of parts that is never longer than it may be: what matters most stays."""

from collections.abc import Iterable
from typing import NamedTuple

Order = tuple[int, ...]


class Part(NamedTuple):
    """Some lines. Where not all fit, those of lower `rank` stay; `order` is where they stand.

    `counts` is what is missing without them: a word for one, and how many; empty for what is no loss by itself.
    """

    order: Order
    rank: int
    lines: tuple[str, ...]
    counts: tuple[str, int] = ("", 0)

    @property
    def size(self) -> int:
        """The characters, with those that end its lines."""
        return sum(len(line) + 1 for line in self.lines)


class Chosen(NamedTuple):
    """The parts that fit in their order, and how many things of which kind were left out."""

    parts: tuple[Part, ...]
    missing: dict[str, int]


def choose(parts: Iterable[Part], room: int) -> Chosen:
    """Return the parts that fit into so many characters; once one of a rank does not fit, shorter ones still may."""
    kept: list[Part] = []
    missing: dict[str, int] = {}
    for part in sorted(parts, key=lambda part: (part.rank, part.order)):
        if part.size <= room:
            room -= part.size
            kept.append(part)
        elif part.counts[1]:
            missing[part.counts[0]] = missing.get(part.counts[0], 0) + part.counts[1]
    return Chosen(tuple(sorted(kept, key=lambda part: part.order)), missing)
