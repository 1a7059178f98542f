"""Environments: every level merged by precedence, each value resolved where it is defined."""

from collections.abc import Mapping

from ...diagnostics import NOWHERE, Span
from ...ir.values import Secret, Text, Variable
from ..folding import cause_of
from ..scope import Scope
from ..tree import Scalar

Secrets = Mapping[str, Scalar] | None
"""The secrets that a job lists, by name; None where there is no job."""


def merged_variables(scope: Scope, secrets: Secrets) -> tuple[Variable, ...]:
    """Return all variables that can be seen in `scope`, by name; `secrets` are those that its job lists."""
    variables = (_variable(scope, name, secrets) for name in sorted(scope.names()))
    return tuple(variable for variable in variables if variable is not None)


def own_variables(scope: Scope, secrets: Secrets) -> tuple[Variable, ...]:
    """Return the variables that this level itself defines, by name; components have no `secrets` of a job."""
    variables = (_variable(scope, name, secrets) for name in sorted(scope.entries))
    return tuple(variable for variable in variables if variable is not None)


def _variable(scope: Scope, name: str, secrets: Secrets) -> Variable | None:
    resolved = scope.lookup(name)
    if resolved is None or resolved.broken:
        return None
    _know_secrets(scope, name, resolved.parts, secrets)
    return Variable(name, Text(resolved.parts), _origin(scope, name))


def _know_secrets(scope: Scope, name: str, parts: tuple[object, ...], secrets: Secrets) -> None:
    for part in parts:
        if isinstance(part, Secret) and (secrets is None or part.name not in secrets):
            node = _value(scope, name)
            if node is not None:
                report_secret(scope, node, part.name, secrets)


def report_secret(scope: Scope, node: Scalar, name: str, secrets: Secrets) -> None:
    """Report a secret that may not be used in the text of `node`."""
    from ..origins import secret_name
    from ..rules import unknown_secret

    span = secret_name(scope, node, name)
    owner = _owner(scope, node)
    if secrets is None:
        scope.context.report(unknown_secret.not_through_environment(span or node.span, name, owner))
    else:
        found = unknown_secret.unknown_secret(span or node.span, name, owner, secrets)
        cause = cause_of("secret", name, secrets, scope.job)
        scope.context.report(found if span is not None else found._replace(fix=None), cause=cause)


def _owner(scope: Scope, node: Scalar) -> str:
    """Return whose variable has this value; of one of the whole pipeline, who uses it."""
    level = scope
    while level.outer is not None and all(entry.value is not node for entry in level.entries.values()):
        level = level.outer
    return scope.owner if level.outer is None else level.owner


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
