"""Every name of a pipeline: where it is defined and where it is used, across all of its files."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from compiler.diagnostics import Span
from compiler.frontend.tree import Scalar

from .roles import Path

T = TypeVar("T")

_NEAR: Final = 64
"""So many names before a place are looked at for those that hold it: more do not nest or share a beginning."""

Kind = str
"""`job`, `artifact`, `output`, `step`, `axis`, `service`, `variable`, `param`, `component`, `environment`, `secret`,
`anchor`."""


class Symbol(NamedTuple):
    """What a name stands for. `owner` is where it is defined: a job of an artifact, the map of a variable."""

    kind: Kind
    owner: Path
    name: str


class Occurrence(NamedTuple):
    """A place that names a symbol."""

    symbol: Symbol
    span: Span
    definition: bool = False


class Word(NamedTuple):
    """A scalar of the tree: its path, and whether it is a key (the last of the path) or a value."""

    path: Path
    scalar: Scalar
    is_key: bool = False


class Index:
    """The occurrences of a pipeline, by place and by symbol."""

    def __init__(self, words: Iterable[Word], occurrences: Iterable[Occurrence]) -> None:
        self._words = _by_file((word.scalar.span, word) for word in words)
        found = dict.fromkeys(occurrences)
        self._occurrences = _by_file((item.span, item) for item in found)
        self.by_symbol: dict[Symbol, list[Occurrence]] = {}
        for item in found:
            self.by_symbol.setdefault(item.symbol, []).append(item)

    def at(self, path: str, offset: int) -> Occurrence | None:
        """Return the name that a file has at an offset, its end included; the shortest where several begin."""
        found = list(_around(self._occurrences.get(path, ()), offset))
        return min(found, key=lambda item: item.span.end - item.span.start, default=None)

    def every_at(self, path: str, offset: int) -> list[Occurrence]:
        """Return all that the name at an offset may stand for: one thing, or several through an alias."""
        nearest = self.at(path, offset)
        around = _around(self._occurrences.get(path, ()), offset)
        return [] if nearest is None else [item for item in around if item.span == nearest.span]

    def word_at(self, path: str, offset: int) -> Word | None:
        """Return the scalar that a file has at an offset, its end included."""
        found = list(_around(self._words.get(path, ()), offset))
        return min(found, key=lambda word: word.scalar.span.end - word.scalar.span.start, default=None)

    def definitions(self, symbol: Symbol) -> list[Occurrence]:
        """Return where a symbol is defined; one that nothing defines may still be used."""
        return [item for item in self.by_symbol.get(symbol, ()) if item.definition]


def _by_file(items: Iterable[tuple[Span, T]]) -> dict[str, list[tuple[Span, T]]]:
    files: dict[str, list[tuple[Span, T]]] = {}
    for span, item in items:
        files.setdefault(span.path, []).append((span, item))
    for found in files.values():
        found.sort(key=lambda pair: (pair[0].start, pair[0].end))
    return files


def _around(items: Sequence[tuple[Span, T]], offset: int) -> Iterator[T]:
    """Yield what holds an offset; spans overlap by nesting in a form alone, so few are looked at."""
    at = bisect_right(items, offset, key=lambda pair: pair[0].start)
    for span, item in reversed(items[max(0, at - _NEAR) : at]):
        if span.start <= offset <= span.end:
            yield item
