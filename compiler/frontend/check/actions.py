"""Steps that pipec performs itself: the arguments of `with`, run-time values allowed."""

from collections.abc import Mapping as AbstractMapping
from typing import Literal, cast

from ...ir.job import Action, Argument, ArgumentList, ArgumentMap
from ...ir.values import Secret, Text
from ..fields import Fields
from ..interpolation import resolve_scalar
from ..resolution import resolve
from ..tree import Mapping, Node, Scalar, Sequence
from .variables import report_secret

TYPES = ("http_request", "logger", "health_check", "generator")


def check_action(fields: Fields, secrets: AbstractMapping[str, Scalar]) -> Action | None:
    """Return the action of a step; None when it has none. Its shape was checked by the schema."""
    node = fields.node("action")
    if not isinstance(node, Scalar) or node.text not in TYPES:
        return None
    kind = cast("Literal['http_request', 'logger', 'health_check', 'generator']", node.text)
    arguments = fields.node("with")
    value = _argument(fields, arguments, secrets) if isinstance(arguments, Mapping) else ArgumentMap()
    return Action(kind, value if isinstance(value, ArgumentMap) else ArgumentMap())


def _argument(fields: Fields, node: Node, secrets: AbstractMapping[str, Scalar]) -> Argument:
    if isinstance(node, Mapping):
        return ArgumentMap(tuple((entry.key.text, _argument(fields, entry.value, secrets)) for entry in node))
    if isinstance(node, Sequence):
        return ArgumentList(tuple(_argument(fields, item, secrets) for item in node))
    return _scalar(fields, node, secrets) if isinstance(node, Scalar) else None


def _scalar(fields: Fields, node: Scalar, secrets: AbstractMapping[str, Scalar]) -> Argument:
    if "${" not in node.text:
        value = resolve(node)
        return Text((value,) if value else ()) if isinstance(value, str) else value
    resolved = resolve_scalar(fields.scope, node)
    for part in resolved.parts:
        if isinstance(part, Secret) and part.name not in secrets:
            report_secret(fields.scope, node, part.name, secrets)
    if resolved.known and isinstance(resolved.value, bool | int | float):
        return resolved.value
    return Text(resolved.parts)
