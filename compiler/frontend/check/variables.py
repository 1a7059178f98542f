"""Environments: every level merged by precedence, each value resolved where it is defined."""

from collections.abc import Collection

from ...diagnostics import NOWHERE, Span
from ...ir.values import Secret, Text, Variable
from ..scope import Scope
from ..tree import Scalar


def merged_variables(scope: Scope, secrets: Collection[str]) -> tuple[Variable, ...]:
    """Return all variables that can be seen in `scope`, by name; `secrets` are those that may be used."""
    variables = (_variable(scope, name, secrets) for name in sorted(scope.names()))
    return tuple(variable for variable in variables if variable is not None)


def own_variables(scope: Scope, secrets: Collection[str]) -> tuple[Variable, ...]:
    """Return the variables that this level itself defines, by name."""
    variables = (_variable(scope, name, secrets) for name in sorted(scope.entries))
    return tuple(variable for variable in variables if variable is not None)


def _variable(scope: Scope, name: str, secrets: Collection[str]) -> Variable | None:
    resolved = scope.lookup(name)
    if resolved is None or resolved.broken:
        return None
    _know_secrets(scope, name, resolved.parts, secrets)
    return Variable(name, Text(resolved.parts), _origin(scope, name))


def _know_secrets(scope: Scope, name: str, parts: tuple[object, ...], secrets: Collection[str]) -> None:
    for part in parts:
        if isinstance(part, Secret) and part.name not in secrets:
            from ..rules.unknown_secret import unknown_secret

            node = _value(scope, name)
            if node is not None:
                scope.context.report(unknown_secret(node, part.name, scope.owner, tuple(secrets)))


def _value(scope: Scope | None, name: str) -> Scalar | None:
    while scope is not None:
        entry = scope.entries.get(name)
        if entry is not None:
            return entry.value if isinstance(entry.value, Scalar) else None
        scope = scope.outer
    return None


def _origin(scope: Scope, name: str) -> Span:
    node = _value(scope, name)
    return NOWHERE if node is None else node.span
