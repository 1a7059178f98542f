"""The types of expressions."""

from collections.abc import Mapping
from typing import NamedTuple

from .value import Kind, Value, kind_of, with_article


class Scalar(NamedTuple):
    """A type without parts."""

    name: str


class Array(NamedTuple):
    """An array whose items are all of one type."""

    item: "Type"


class Object:
    """An object; `members` are those it is known to have, and an `open` one may have others (of type any)."""

    __slots__ = ("_index", "members", "open")

    def __init__(self, members: "tuple[tuple[str, Type], ...]" = (), open: bool = False) -> None:
        self.members = members
        self.open = open
        self._index: dict[str, Type] | None = None

    def member(self, name: str) -> "Type | None":
        """Return the type of a member, None when there is none."""
        if self._index is None:
            self._index = dict(self.members)
        found = self._index.get(name)
        return ANY if found is None and self.open else found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Object) and (self.members, self.open) == (other.members, other.open)

    def __hash__(self) -> int:
        return hash((self.members, self.open))

    def __repr__(self) -> str:
        return f"Object({self.members!r}, open={self.open!r})"


Type = Scalar | Array | Object

STRING = Scalar("string")
NUMBER = Scalar("number")
BOOLEAN = Scalar("boolean")
NULL = Scalar("null")
ANY = Scalar("any")
"""Known only when it is evaluated: what `fromJSON` gives, and responses."""
UNKNOWN = Scalar("unknown")
"""The type of what was already reported; it fits everywhere, so that a mistake has no consequences."""


def type_name(type_: Type) -> str:
    """Return how a type is called: `string`, `array of number`, `object`."""
    if isinstance(type_, Array):
        return "array" if type_.item in {ANY, UNKNOWN} else f"array of {type_name(type_.item)}"
    return "object" if isinstance(type_, Object) else type_.name


def described(type_: Type) -> str:
    """Return a type as it stands in a sentence: `a string`, `an array of number`."""
    return "of any type" if type_ == ANY else with_article(type_name(type_))


def kind_of_type(type_: Type) -> Kind | None:
    """Return the kind of every value of the type, or None for any and unknown."""
    if isinstance(type_, Array):
        return "array"
    if isinstance(type_, Object):
        return "object"
    return _KINDS.get(type_)


_KINDS: dict[Type, Kind] = {STRING: "string", NUMBER: "number", BOOLEAN: "boolean", NULL: "null"}
_SCALARS: dict[Kind, Type] = {kind: type_ for type_, kind in _KINDS.items()}


def type_of(value: Value) -> Type:
    """Return the type of a value; an array of mixed kinds, or an empty one, has items of any type."""
    if isinstance(value, Mapping):
        return Object(tuple((name, type_of(item)) for name, item in value.items()))
    if isinstance(value, list | tuple):
        items = [type_of(item) for item in value]
        return Array(items[0] if items and all(item == items[0] for item in items) else ANY)
    return _SCALARS[kind_of(value)]


def common(left: Type, right: Type) -> Type:
    """Return the type of a value that is of one of two types."""
    if UNKNOWN in {left, right}:
        return UNKNOWN
    return left if left == right else ANY
