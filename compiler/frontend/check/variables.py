"""Environments: every level merged by precedence, each value resolved where it is defined."""

from collections.abc import Mapping

from ...diagnostics import NOWHERE
from ...ir.values import Secret, Text, Variable
from ..folding import cause_of
from ..scope import Scope
from ..tree import Node, Scalar

Secrets = Mapping[str, Scalar] | None
"""The secrets that a job lists, by name; None where there is no job."""


def merged_variables(scope: Scope, secrets: Secrets) -> tuple[Variable, ...]:
    """Return all variables that can be seen in `scope`, by name; `secrets` are those that its job lists."""
    merged: dict[str, Variable | None] = {}
    for level in _levels(scope):
        merged.update(_level(level))
    found = tuple(variable for _, variable in sorted(merged.items()) if variable is not None)
    for variable in found:
        _know_secrets(scope, variable, secrets)
    return found


def own_variables(scope: Scope, secrets: Secrets) -> tuple[Variable, ...]:
    """Return the variables that this level itself defines, by name; components have no `secrets` of a job."""
    found = tuple(variable for _, variable in sorted(_level(scope).items()) if variable is not None)
    for variable in found:
        _know_secrets(scope, variable, secrets)
    return found


def _levels(scope: Scope) -> list[Scope]:
    """Return a scope and those around it, the outermost first."""
    levels = [scope]
    while levels[-1].outer is not None:
        levels.append(levels[-1].outer)
    return levels[::-1]


def _level(scope: Scope) -> dict[str, Variable | None]:
    """Return what a level defines, None for what is broken: the same for whoever is inside, so read once."""
    if scope.variables is None:
        scope.variables = {name: _variable(scope, name, entry.value) for name, entry in scope.entries.items()}
    return scope.variables


def _variable(scope: Scope, name: str, node: Node) -> Variable | None:
    resolved = scope.lookup(name)
    if resolved is None or resolved.broken:
        return None
    return Variable(name, Text(resolved.parts), node.span if isinstance(node, Scalar) else NOWHERE)


def _know_secrets(scope: Scope, variable: Variable, secrets: Secrets) -> None:
    for part in variable.value.parts:
        if isinstance(part, Secret) and (secrets is None or part.name not in secrets):
            node = _value(scope, variable.name)
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
