"""Steps that pipec performs itself: the arguments of `with`, run-time values allowed."""

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Literal, NamedTuple, cast

from ...ir.expression import Value
from ...ir.job import Action, Argument, ArgumentList, ArgumentMap
from ...ir.values import Secret, Text
from ..document import scalars
from ..fields import Fields, to_boolean, to_integer, to_period
from ..interpolation import resolve_scalar
from ..resolution import resolve
from ..resolved import Resolved, text_of
from ..tree import Mapping, Node, Scalar, Sequence
from .paths import check_inside
from .variables import report_secret

TYPES = ("http_request", "logger", "health_check", "generator")
PATHS = {"generator": "path", "http_request": "save_as"}
"""Arguments that name a file of the workspace."""
DATA = frozenset({"body", "content"})
"""Arguments that may be data; as a whole they are text as it is written, within them plain scalars have types."""


class Kind(NamedTuple):
    """What an argument must be: how messages call it, and how a value becomes one."""

    name: str
    convert: Callable[[Value], int | float | bool | str | None]


def _count(value: Value) -> int | None:
    return to_integer(value, 1, None)


def _word(*words: str) -> Kind:
    listed = ", ".join(f"`{word}`" for word in words)
    return Kind(f"one of {listed}", lambda value: value if isinstance(value, str) and value in words else None)


_COUNT = Kind("a whole number from 1", _count)
_PERIOD = Kind("a duration above 0s", lambda value: to_period(value) or None)
KINDS: dict[str, Kind] = {
    "port": Kind("a port", lambda value: to_integer(value, 1, 65535)),
    "expected_status": Kind("an HTTP status", lambda value: to_integer(value, 100, 599)),
    "retries": _COUNT,
    "success_threshold": _COUNT,
    "failure_threshold": _COUNT,
    "executable": Kind("a boolean", to_boolean),
    "timeout": _PERIOD,
    "interval": _PERIOD,
    "start_period": Kind("a duration", to_period),
    "method": _word("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    "level": _word("debug", "info", "warning", "error"),
}
"""Arguments that are not text: numbers, booleans, durations (seconds), words."""


def check_action(fields: Fields, secrets: AbstractMapping[str, Scalar]) -> Action | None:
    """Return the action of a step; None when it has none. Its shape was checked by the schema."""
    node = fields.node("action")
    if not isinstance(node, Scalar) or node.text not in TYPES:
        return None
    kind = cast("Literal['http_request', 'logger', 'health_check', 'generator']", node.text)
    arguments = fields.node("with")
    if not isinstance(arguments, Mapping):
        return Action(kind, ArgumentMap())
    reader = _Reader(fields, secrets)
    path = arguments.get(PATHS.get(kind, ""))
    if isinstance(path, Scalar):
        check_inside(fields.scope, path)
    return Action(kind, ArgumentMap(tuple((e.key.text, reader.argument(e.key.text, e.value)) for e in arguments)))


class _Reader(NamedTuple):
    fields: Fields
    secrets: AbstractMapping[str, Scalar]

    def argument(self, key: str, node: Node) -> Argument:
        """Return the argument under `key`."""
        if isinstance(node, Sequence) and key in KINDS:
            return ArgumentList(tuple(self.scalar(item, KINDS[key]) for item in scalars(node)))
        if isinstance(node, Scalar):
            return self.scalar(node, KINDS.get(key))
        return self.data(node, typed=key in DATA)

    def data(self, node: Node, *, typed: bool) -> Argument:
        """Return data or a part of it; plain scalars that are not text keep their type where `typed`."""
        if isinstance(node, Mapping):
            return ArgumentMap(tuple((entry.key.text, self.data(entry.value, typed=typed)) for entry in node))
        if isinstance(node, Sequence):
            return ArgumentList(tuple(self.data(item, typed=typed) for item in node))
        if not isinstance(node, Scalar):
            return None
        if typed and "${" not in node.text:
            value = resolve(node)
            return Text((value,) if value else ()) if isinstance(value, str) else value
        resolved = self.resolved(node)
        if typed and resolved.known and isinstance(resolved.value, bool | int | float):
            return resolved.value
        return Text(resolved.parts)

    def scalar(self, node: Scalar, kind: Kind | None) -> Argument:
        """Return text, or a value of a kind as far as it is known."""
        resolved = self.resolved(node)
        if kind is None or not resolved.known or resolved.broken or resolved.unknown:
            return Text(resolved.parts)
        converted = kind.convert(resolved.value if "${" in node.text else resolve(node))
        if converted is None:
            from ..rules.wrong_value import wrong_value

            self.fields.context.report(wrong_value(node, text_of(resolved), kind.name, ()))
        return Text((converted,)) if isinstance(converted, str) else converted

    def resolved(self, node: Scalar) -> Resolved:
        """Return the value of a text, its secrets known to the job."""
        resolved = resolve_scalar(self.fields.scope, node)
        for part in resolved.parts:
            if isinstance(part, Secret) and part.name not in self.secrets:
                report_secret(self.fields.scope, node, part.name, self.secrets)
        return resolved
