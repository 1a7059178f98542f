"""The shape stage: holds a located tree against the schema and says what does not fit, where it stands.

One walk over the tree, led by the schema: what fits is returned as it is, what does not becomes `Broken`, so that
the stages after this one stay silent about it. Keys that the schema does not know are left out.
"""

from typing import Final

from ..diagnostics import Diagnostic, Span
from .resolution import core_type, resolve
from .schema import Alternative, Choice, MappingShape, ScalarShape, Schema, SequenceShape, Shape
from .tree import Broken, Entry, Mapping, Node, Scalar, Sequence

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_MAX_ACCEPTED: Final = 4096
"""How many texts one shape remembers; beyond that they are checked anew."""


def check_shape(tree: Node, schema: Schema | Shape) -> tuple[Node, tuple[Diagnostic, ...]]:
    """Return the tree with what is wrong taken out, and a diagnostic for each mistake; nothing is raised.

    The tree of a `Schema` has its includes merged; other trees are held against a part of one (`schema.root` for a
    file as it is written, `schema.definition("fragment")`).
    """
    walker = _Walker()
    checked = walker.check(tree, schema.whole if isinstance(schema, Schema) else schema, None)
    return checked, tuple(walker.diagnostics.values())


class _Walker:
    """The walk: `used` is the alias or merge inside which it is, when it is inside one."""

    __slots__ = ("diagnostics", "lacking", "used")

    def __init__(self) -> None:
        self.diagnostics: dict[tuple[str, Span, str], Diagnostic] = {}
        self.used: Span | None = None
        self.lacking: set[tuple[str, str, Span]] = set()

    def check(self, node: Node, shape: Shape, key: Scalar | None) -> Node:
        """Return `node`, or what is left of it; `key` is the key whose value it is."""
        if shape.pending:
            shape.expand()
        if node.__class__ is Scalar:
            scalar = shape.scalar
            if scalar is not None and not node.tag:
                text = node.text
                if scalar.text and (node.style != "plain" or text not in _NULLS):
                    return node
                if text in scalar.accepted and node.style == "plain":
                    return node
            return self._scalar(node, shape, key)
        if shape.anything or node.__class__ is Broken:
            return node
        outer = self.used
        if node.used is not None:
            self.used = node.used
        checked = self._collection(node, shape, key)
        self.used = outer
        return checked

    def _collection(self, node: Node, shape: Shape, key: Scalar | None) -> Node:
        if isinstance(node, Mapping):
            mapping = shape.mapping
            if isinstance(mapping, Choice):
                mapping = self._choose(node, mapping, shape, key)
                if mapping is None:
                    return Broken(node.span, node.used)
            if mapping is not None:
                return self._mapping(node, mapping, key)
        elif isinstance(node, Sequence) and shape.sequence is not None:
            return self._sequence(node, shape.sequence, shape, key)
        return self._wrong_kind(node, shape, key)

    def _scalar(self, node: Scalar, shape: Shape, key: Scalar | None) -> Node:
        if shape.anything:
            return node
        scalar = shape.scalar
        if scalar is not None and fits(node, scalar):
            if node.style == "plain" and not node.tag and len(scalar.accepted) < _MAX_ACCEPTED:
                scalar.accepted.add(node.text)
            return node
        from .misfits import explain_scalar

        self._report(explain_scalar(node, shape, key, used=self.used is not None), node.used)
        return Broken(node.span, node.used)

    def _sequence(self, node: Sequence, sequence: SequenceShape, shape: Shape, key: Scalar | None) -> Node:
        if len(node.items) < sequence.minimum:
            from .rules.too_few import too_few_items

            self._report(too_few_items(node, key, shape.title, sequence.items.expand().title))
            return Broken(node.span, node.used)
        items = sequence.items
        changed: list[Node] | None = None
        for index, item in enumerate(node.items):
            checked = self.check(item, items, None)
            if checked is not item:
                if changed is None:
                    changed = list(node.items)
                changed[index] = checked
        return node if changed is None else Sequence(tuple(changed), node.span, node.used)

    def _mapping(self, node: Mapping, mapping: MappingShape, key: Scalar | None) -> Node:
        properties = mapping.properties
        seen = 0
        changed = False
        unknown: list[Entry] = []
        entries: list[Entry] = []
        for entry in node.entries:
            found = properties.get(entry.key.text)
            if found is None:
                shape = self._other(entry, mapping)
                if shape is None:
                    unknown.append(entry)
                    continue
            else:
                shape, bit = found
                seen |= bit
            value = entry.value
            checked = self.check(value, shape, entry.key)
            if checked is value:
                entries.append(entry)
            else:
                entries.append(Entry(entry.key, checked, entry.merged))
                changed = True
        if unknown or (mapping.limited and not mapping.complete(seen, len(node.entries))):
            from .incomplete import stand_ins

            if self._explain(node, mapping, key, seen, unknown):
                return Broken(node.span, node.used)
            unsure = {entry.key.text: entry for entry in stand_ins(node, mapping, seen)}
            entries = [*(entry for entry in entries if entry.key.text not in unsure), *unsure.values()]
            changed = True
        return Mapping(tuple(entries), node.span, node.used) if changed else node

    def _explain(
        self, node: Mapping, mapping: MappingShape, key: Scalar | None, seen: int, unknown: list[Entry]
    ) -> bool:
        """Report the keys that are missing and those that are `unknown`; tell whether nothing is left of the mapping.

        Where no key is right, or there is none, it is one mistake.
        """
        from .incomplete import explain_incomplete, explain_stranger
        from .unknown_keys import explain_unknown, meant_keys

        lacking = list(explain_incomplete(node, mapping, seen, key)) if mapping.limited else []
        stranger = explain_stranger(node, mapping, lacking, unknown)
        if stranger is not None:
            self._report(stranger)
            return True
        for entry in unknown:
            self._report(explain_unknown(entry, mapping, node, used=self.used is not None), entry.merged)
        for diagnostic in lacking:
            if not self._is_inherited(node, diagnostic):
                self._report(diagnostic)
        return len(unknown) == len(node.entries) and not meant_keys(mapping, node)

    def _is_inherited(self, node: Mapping, lacking: Diagnostic) -> bool:
        """Tell whether a mapping lacks what one that it merges in lacks too, which was said of that one."""
        said = (lacking.code, lacking.message)
        inherited = any(entry.merged and (*said, entry.key.span) in self.lacking for entry in node.entries)
        self.lacking.update((*said, entry.key.span) for entry in node.entries)
        return inherited

    def _other(self, entry: Entry, mapping: MappingShape) -> Shape | None:
        """Return the shape of a key that is no property; None when there may be no such key."""
        text = entry.key.text
        for pattern, shape in mapping.patterns:
            if pattern.search(text):
                return shape
        if mapping.names is not None and not _is_name(text, mapping.names):
            from .rules.bad_name import bad_name

            self._report(bad_name(entry.key, mapping.names), entry.merged)
        return mapping.extra

    def _choose(self, node: Mapping, choice: Choice, shape: Shape, key: Scalar | None) -> MappingShape | None:
        """Return the mapping that `node` is meant to be; None when that cannot be told, which is reported."""
        if choice.key:
            value = node.get(choice.key)
            found = choice.table.get(value.text) if isinstance(value, Scalar) else None
            if found is None:
                found = choice.default
            if found is not None or (value is not None and value.__class__ is Broken):
                return found
        else:
            keys = [entry.key.text for entry in node.entries if entry.key.text in choice.table]
            if len(keys) == 1:
                return choice.table[keys[0]]
        from .incomplete import explain_choice

        self._report(explain_choice(node, choice, shape, key, used=self.used is not None))
        return None

    def _wrong_kind(self, node: Node, shape: Shape, key: Scalar | None) -> Node:
        from .rules.wrong_type import wrong_type

        self._report(wrong_type(node, shape, key))
        return Broken(node.span, node.used)

    def _report(self, diagnostic: Diagnostic, used: Span | None = None) -> None:
        """Add a diagnostic, once however often an alias brings its place in."""
        from .misfits import tell_use

        place = (diagnostic.code, diagnostic.span, diagnostic.message)
        if place not in self.diagnostics:
            self.diagnostics[place] = tell_use(diagnostic, used or self.used)


def fits(node: Scalar, shape: ScalarShape) -> bool:
    """Tell whether a scalar is one of those that a shape allows."""
    kind = core_type(node)
    return any(_accepts(alternative, kind, node) for alternative in shape.alternatives)


def _accepts(alternative: Alternative, kind: str, node: Scalar) -> bool:
    if alternative.values is not None:
        value = resolve(node)
        return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in alternative.values)
    if not is_of_type(alternative, kind, node):
        return False
    if kind == "string":
        return alternative.pattern is None or alternative.pattern.search(node.text) is not None
    return kind not in {"integer", "number"} or in_range(alternative, node)


def is_of_type(alternative: Alternative, kind: str, node: Scalar) -> bool:
    """Tell whether a type allows a scalar, whatever its limits; `1.0` is an integer, as in JSON Schema."""
    types = alternative.types
    if kind in types or (kind == "integer" and "number" in types):
        return True
    value = resolve(node) if kind == "number" and "integer" in types else None
    return isinstance(value, float) and value.is_integer()


def in_range(alternative: Alternative, node: Scalar) -> bool:
    """Tell whether a number is between the limits; one that is not finite never is where there are some."""
    minimum, maximum = alternative.minimum, alternative.maximum
    if minimum is None and maximum is None:
        return True
    value = resolve(node)
    return isinstance(value, int | float) and _between(value, minimum, maximum)


def _between(value: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum) and value < float("inf")


def _is_name(text: str, names: Shape) -> bool:
    scalar = names.expand().scalar
    if scalar is None or text in scalar.accepted:
        return True
    pattern = scalar.alternatives[0].pattern
    if pattern is None or pattern.search(text) is not None:
        if len(scalar.accepted) < _MAX_ACCEPTED:
            scalar.accepted.add(text)
        return True
    return False
