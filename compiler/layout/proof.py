"""That a text means what the text before it meant: the same tree, the same comments, the same anchors."""

from ..frontend.resolution import core_type
from ..frontend.schema import Choice, MappingShape, Shape
from ..frontend.tree import Mapping, Node, Scalar, Sequence
from ..frontend.yaml import load_tree
from ..source import Source
from .order import rank_of, ranks_of, shape_of
from .reading import read_document
from .written import Document

_UNPLACED = -1


class MeaningChangedError(Exception):
    """A layout that would change what a file says: a bug of this package, found before anything is written."""


def prove(before: Node, written: Document, text: str, shape: Shape) -> None:
    """Raise `MeaningChangedError` unless `text` says what the tree `before` and the document `written` say."""
    after, diagnostics = load_tree(Source("", text))
    if any(item.severity == "error" for item in diagnostics):
        raise MeaningChangedError("the result does not load")
    again = read_document(text)
    if sorted(written.comments) != sorted(again.comments):
        raise MeaningChangedError("a comment would be lost")
    if sorted(written.names) != sorted(again.names):
        raise MeaningChangedError("an anchor or an alias would be lost")
    if not _Comparison().same(before, after, shape):
        raise MeaningChangedError("the result means something else")


class _Comparison:
    """Two trees, compared with the order of all keys but known ones.

    The order of what an alias or a merge brings in is compared where it is defined. What aliases share is compared
    once for each shape.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[int, int, int, bool]] = set()

    def same(self, one: Node, other: Node, shape: Shape | None, *, ordered: bool = True) -> bool:
        """Tell whether two nodes say the same; `shape` is None where no key is known, `ordered` that order counts."""
        ordered = ordered and one.used is None
        if isinstance(one, Scalar) and isinstance(other, Scalar):
            return one.text == other.text and core_type(one) == core_type(other) and one.tag == other.tag
        if isinstance(one, Sequence) and isinstance(other, Sequence):
            items = shape.expand().sequence if shape is not None else None
            inner = items.items if items is not None else None
            pairs = zip(one.items, other.items, strict=False)
            return len(one) == len(other) and all(self.same(*pair, inner, ordered=ordered) for pair in pairs)
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            place = (id(one.entries), id(other.entries), id(shape), ordered)
            if place in self._seen:
                return True
            self._seen.add(place)
            return self._same_mapping(one, other, shape, ordered=ordered)
        return False

    def _same_mapping(self, one: Mapping, other: Mapping, shape: Shape | None, *, ordered: bool) -> bool:
        mapping = _choose(one, shape)
        if len(one) != len(other) or (ordered and _named(one, mapping) != _named(other, mapping)):
            return False
        for entry in one:
            found = other.entry(entry.key.text)
            inner = shape_of(entry.key.text, mapping) if mapping is not None else None
            if found is None or not self.same(entry.key, found.key, None):
                return False
            if not self.same(entry.value, found.value, inner, ordered=ordered):
                return False
        return True


def _named(node: Mapping, mapping: MappingShape | None) -> list[str]:
    """Return the keys whose order is the author's."""
    keys = [entry.key.text for entry in node if entry.merged is None]
    if mapping is None or not mapping.properties:
        return keys
    ranks = ranks_of(mapping)
    return [key for key in keys if key not in ranks and rank_of(key, mapping, ranks, _UNPLACED) != _UNPLACED]


def _choose(node: Mapping, shape: Shape | None) -> MappingShape | None:
    if shape is None:
        return None
    mapping = shape.expand().mapping
    if not isinstance(mapping, Choice):
        return mapping
    if mapping.key:
        value = node.get(mapping.key)
        return mapping.table.get(value.text, mapping.default) if isinstance(value, Scalar) else mapping.default
    found = [entry.key.text for entry in node if entry.key.text in mapping.table]
    return mapping.table[found[0]] if len(found) == 1 else None
