"""Typed reading of a mapping's values: each getter resolves, converts, checks, and falls back to the default.

A getter never fails: what is wrong is reported once, and the default stands in for it.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from ..diagnostics import Span
from ..ir.expression import BOOLEAN, NULL, NUMBER, STRING, Array, Object, Type, Value
from ..ir.expression.problem import Failure
from ..ir.expression.value import decimal
from ..ir.values import Secret
from .context import Context
from .interpolation import resolve_scalar
from .resolution import resolve
from .resolved import Resolved, text_of
from .scope import Scope
from .tree import Mapping, Node, Scalar, Sequence
from .units import parse_cpu, parse_duration, parse_percentage, parse_size

T = TypeVar("T")

Conversion = Callable[[Value], "T | None"]


class Fields:
    """A mapping seen from a scope."""

    __slots__ = ("context", "mapping", "scope")

    def __init__(self, mapping: Mapping, scope: Scope) -> None:
        self.mapping = mapping
        self.scope = scope
        self.context: Context = scope.context

    @property
    def span(self) -> Span:
        """Where the mapping stands."""
        return self.mapping.span

    def node(self, key: str) -> Node | None:
        """Return the value of `key` as it is in the tree."""
        return self.mapping.get(key)

    def has(self, key: str) -> bool:
        """Tell whether the key is there, with whatever value."""
        return self.mapping.entry(key) is not None

    def key_span(self, key: str) -> Span:
        """Return where the key stands, or the mapping where it is absent."""
        entry = self.mapping.entry(key)
        return self.mapping.span if entry is None else entry.key.span

    def value_span(self, key: str) -> Span:
        """Return where the value of `key` stands, or the mapping where it is absent."""
        node = self.mapping.get(key)
        return self.mapping.span if node is None else node.span

    def section(self, key: str) -> "Fields | None":
        """Return the mapping under `key`, None where there is none."""
        node = self.mapping.get(key)
        return Fields(node, self.scope) if isinstance(node, Mapping) else None

    def sections(self, key: str) -> "Iterator[tuple[Scalar, Fields]]":
        """Yield the named mappings under `key`."""
        node = self.mapping.get(key)
        for entry in node if isinstance(node, Mapping) else ():
            if isinstance(entry.value, Mapping):
                yield entry.key, Fields(entry.value, self.scope)

    def items(self, key: str) -> tuple[Node, ...]:
        """Return the items of the list under `key`, those already reported left out."""
        node = self.mapping.get(key)
        return tuple(item for item in node if item.kind != "broken") if isinstance(node, Sequence) else ()

    def text(self, key: str, default: str = "") -> str:
        """Return compile-time text."""
        value = self._read(key, "a string", _to_text)
        return default if value is None else value

    def optional_text(self, key: str) -> str | None:
        """Return compile-time text, None where the key is absent."""
        return self._read(key, "a string", _to_text)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of compile-time texts."""
        values = (convert(self.scope, item, "a string", _to_text) for item in self.items(key))
        return tuple(value for value in values if value is not None)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a mapping of compile-time texts, in the order of the file."""
        node = self.mapping.get(key)
        entries = node.entries if isinstance(node, Mapping) else ()
        pairs = ((entry.key.text, convert(self.scope, entry.value, "a string", _to_text)) for entry in entries)
        return tuple((name, value) for name, value in pairs if value is not None)

    def integer(self, key: str, default: int, minimum: int = 0, maximum: int | None = None) -> int:
        """Return a whole number of at least `minimum`, at most `maximum`."""
        value = self.optional_integer(key, minimum, maximum)
        return default if value is None else value

    def optional_integer(self, key: str, minimum: int = 0, maximum: int | None = None) -> int | None:
        """Return a whole number, None where the key is absent."""
        return self._read(
            key, f"a whole number{_bounds(minimum, maximum)}", lambda value: to_integer(value, minimum, maximum)
        )

    def number(self, key: str, default: float, minimum: int = 0, maximum: int | None = None) -> float:
        """Return a number of at least `minimum`, at most `maximum`."""
        value = self._read(
            key, f"a number{_bounds(minimum, maximum)}", lambda value: _to_number(value, minimum, maximum)
        )
        return default if value is None else value

    def boolean(self, key: str, *, default: bool) -> bool:
        """Return a boolean."""
        value = self._read(key, "a boolean", to_boolean)
        return default if value is None else value

    def duration(self, key: str, default: int) -> int:
        """Return a duration in seconds."""
        value = self._read(key, "a duration", to_period)
        return default if value is None else value

    def optional_duration(self, key: str) -> int | None:
        """Return a duration in seconds, None where the key is absent."""
        return self._read(key, "a duration", to_period)

    def period(self, key: str, default: int) -> int:
        """Return a duration in seconds that is longer than nothing."""
        value = self.optional_period(key)
        return default if value is None else value

    def optional_period(self, key: str) -> int | None:
        """Return a duration in seconds that is longer than nothing, None where the key is absent."""
        return self._read(key, "a duration above 0s", lambda value: to_period(value) or None)

    def size(self, key: str) -> int | None:
        """Return a size in bytes, None where the key is absent."""
        return self._read(key, "a size", lambda value: parse_size(_plain(value)))

    def cpu(self, key: str) -> int | None:
        """Return a share of processors in thousandths of a core, None where the key is absent."""
        return self._read(key, "a number of cores", lambda value: parse_cpu(_plain(value)))

    def percentage(self, key: str, default: float) -> float:
        """Return a percentage as a number from 0 to 100."""
        value = self.optional_percentage(key)
        return default if value is None else value

    def optional_percentage(self, key: str) -> float | None:
        """Return a percentage as a number from 0 to 100, None where the key is absent."""
        return self._read(key, "a percentage", _to_percentage)

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of the words."""
        words = ", ".join(f"`{word}`" for word in choices)
        value = self._read(key, f"one of {words}", lambda value: value if value in choices else None)
        return default if value is None else str(value)

    def _read(self, key: str, expected: str, conversion: "Conversion[T]") -> "T | None":
        node = self.mapping.get(key)
        return None if node is None else convert(self.scope, node, expected, conversion)


def convert(scope: Scope, node: Node, expected: str, conversion: "Conversion[T]") -> "T | None":
    """Resolve a scalar and convert it; None when it cannot be, which is then reported."""
    if not isinstance(node, Scalar):
        return None
    resolved = compile_time(scope, node)
    if resolved is None:
        return None
    if resolved.unknown:
        _check_type(scope, node, resolved, expected)
        return None
    value = resolve(node) if "${" not in node.text and expected != "a string" else resolved.value
    converted = conversion(value)
    if converted is None:
        from .folding import cause_of_value
        from .origins import definitions
        from .rules.wrong_value import wrong_value

        origin = definitions(scope, *scope.context.template(node))
        scope.context.report(wrong_value(node, text_of(resolved), expected, origin), cause=cause_of_value(origin))
    return converted


def compile_time(scope: Scope, node: Scalar) -> Resolved | None:
    """Resolve a scalar where only compile-time values may stand; None when that was reported."""
    resolved = resolve_scalar(scope, node)
    if resolved.broken:
        return None
    if resolved.runtime:
        from .origins import definitions, form_with, place_of
        from .rules.run_time_value import run_time_value

        part = form_with(scope, node, lambda value: bool(value.runtime))
        origin = definitions(scope, part)
        scope.context.report(run_time_value(place_of(scope, node, part), resolved.runtime, "this value", origin))
        return None
    secret = next((part for part in resolved.parts if isinstance(part, Secret)), None)
    if secret is None:
        return resolved
    from .origins import definitions, form_with, place_of
    from .rules.secret_place import secret_place

    form = form_with(scope, node, lambda value: secret in value.parts)
    scope.context.report(secret_place(place_of(scope, node, form), secret.name, definitions(scope, form)))
    return None


_FITTING: dict[str, tuple[Type, ...]] = {
    "a boolean": (BOOLEAN, STRING),
    "a string": (STRING, NUMBER, BOOLEAN),
}
"""What the type of a value may be that is not known yet; for all others a number or text that says one."""


def _check_type(scope: Scope, node: Scalar, resolved: Resolved, expected: str) -> None:
    """Hold the type of a value that is not known yet against what is wanted."""
    fitting = _FITTING.get(expected, (NUMBER, STRING))
    if resolved.type in fitting or not (isinstance(resolved.type, Array | Object) or resolved.type in _SIMPLE):
        return
    from .origins import definitions
    from .rules.wrong_value import wrong_type

    origin = definitions(scope, *scope.context.template(node))
    scope.context.report(wrong_type(node, resolved.type, expected, origin))


_SIMPLE = (STRING, NUMBER, BOOLEAN, NULL)


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else _to_text(value) or ""


def _to_text(value: Value) -> str | None:
    if isinstance(value, list | tuple | dict):
        return None
    from ..ir.expression import to_text

    return value if isinstance(value, str) else to_text(value)


def _bounds(minimum: int, maximum: int | None) -> str:
    return f" from {minimum}" if maximum is None else f" from {minimum} to {maximum}"


def to_integer(value: Value, minimum: int, maximum: int | None) -> int | None:
    """Return a whole number within bounds, from a number or its text; else None."""
    number = _to_number(value, minimum, maximum)
    return int(number) if number is not None and number == int(number) else None


def _to_number(value: Value, minimum: int, maximum: int | None) -> float | None:
    if isinstance(value, str):
        value = _decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if value >= minimum and (maximum is None or value <= maximum) else None


def _decimal(text: str) -> float | None:
    try:
        return decimal(text.strip())
    except Failure:  # too large for any place of a pipeline
        return None


def to_boolean(value: Value) -> bool | None:
    """Return a boolean, from one or its text; else None."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def to_period(value: Value) -> int | None:
    """Return the seconds of a duration, from a number or its text; else None."""
    return None if isinstance(value, bool | float) else parse_duration(_plain(value))


def _to_percentage(value: Value) -> float | None:
    percentage = parse_percentage(_plain(value))
    if percentage is None:
        percentage = _to_number(value, 0, 100)
    return percentage
