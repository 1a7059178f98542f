"""Steps that pipec performs itself: the arguments of `with`, run-time values allowed."""

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Literal as Word
from typing import NamedTuple, cast

from ...ir.expression import Literal, Value, paths
from ...ir.job import LAZY, Action, Argument, ArgumentList, ArgumentMap
from ...ir.values import Secret, Text
from ..document import scalars
from ..fields import Fields, to_boolean, to_integer, to_period
from ..interpolation import resolve_scalar
from ..resolution import resolve
from ..resolved import Resolved, text_of
from ..scope import Scope
from ..tree import Mapping, Node, Scalar, Sequence
from .conditions import check_condition
from .paths import check_inside
from .variables import report_secret

TYPES = ("http_request", "logger", "health_check", "generator")
PATHS = frozenset({"save_as", "ca", "certificate", "key", "files"})
"""Arguments, and keys of nested ones, that name files of the workspace."""
DATA = frozenset({"body"})
"""Arguments that may be data; as a whole they are text as it is written, within them plain scalars have types."""
NESTED = frozenset({"tls", "evidence"})
"""Arguments that have arguments of their own."""


class Kind(NamedTuple):
    """What an argument must be: how messages call it, and how a value becomes one."""

    name: str
    convert: Callable[[Value], int | float | bool | str | None]


def _count(value: Value) -> int | None:
    return to_integer(value, 1, None)


def _temperature(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= 2 else None  # as far as endpoints take it


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
    "max_attempts": _COUNT,
    "max_tokens": _COUNT,
    "temperature": Kind("a number from 0 to 2", _temperature),
    "follow_redirects": Kind("a boolean", to_boolean),
    "insecure": Kind("a boolean", to_boolean),
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
    kind = cast("Word['http_request', 'logger', 'health_check', 'generator']", node.text)
    arguments = fields.node("with")
    if not isinstance(arguments, Mapping):
        return Action(kind, ArgumentMap())
    return Action(kind, _Reader(fields, secrets, LAZY.get(kind, frozenset())).arguments(arguments))


def _is_secret(resolved: Resolved) -> bool:
    return len(resolved.parts) == 1 and isinstance(resolved.parts[0], Secret)


class _Reader(NamedTuple):
    fields: Fields
    secrets: AbstractMapping[str, Scalar]
    lazy: frozenset[str] = frozenset()

    def arguments(self, mapping: Mapping) -> ArgumentMap:
        """Return the arguments of a mapping, without a condition that is true anyway."""
        read = ((entry.key.text, self.argument(entry.key.text, entry.value)) for entry in mapping)
        return ArgumentMap(tuple((key, each) for key, each in read if each is not None or key not in self.lazy))

    def argument(self, key: str, node: Node) -> Argument:
        """Return the argument under `key`."""
        if key in PATHS:
            self.inside(node)
        if key in self.lazy:
            return self.condition(node)
        if key in NESTED and isinstance(node, Mapping):
            return self.arguments(node)
        if key == "api_key" and isinstance(node, Scalar):
            return self.secret(node)
        if isinstance(node, Sequence) and key in KINDS:
            return ArgumentList(tuple(self.scalar(item, KINDS[key]) for item in scalars(node)))
        if isinstance(node, Scalar):
            return self.scalar(node, KINDS.get(key))
        return self.data(node, typed=key in DATA)

    def inside(self, node: Node) -> None:
        """Report a path, or one of a list, that leads out of the workspace."""
        for path in (node,) if isinstance(node, Scalar) else scalars(node):
            check_inside(self.fields.scope, path)

    def condition(self, node: Node) -> Argument:
        """Return a condition over the response, whose expression is left to the action; None where it is true."""
        if not isinstance(node, Scalar):
            return None
        scope = Scope(self.fields.context, self.fields.scope.owner, None, self.fields.scope)
        scope.response = True
        condition = check_condition(Fields(self.fields.mapping, scope), node)
        if condition is None or isinstance(condition, Literal):
            return None if condition is None else False
        other = next((path for path in paths(condition) if path.parts[0] != "response"), None)
        if other is None:
            return Text((condition,))
        from ..rules.run_time_value import beside_the_response

        self.fields.context.report(beside_the_response(node.span, ".".join(other.parts)))
        return None

    def secret(self, node: Scalar) -> Argument:
        """Return a text that is a secret and nothing else."""
        resolved = self.resolved(node)
        if not resolved.broken and not resolved.unknown and not _is_secret(resolved):
            from ..rules.wrong_value import wrong_value

            self.fields.context.report(wrong_value(node, "this text", "a secret, `${secrets.NAME}`", ()))
        return Text(resolved.parts)

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
