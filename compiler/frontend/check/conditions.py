"""Conditions: boolean expressions, with or without `${{ }}`."""

import re

from ...ir.expression import ANY, BOOLEAN, STRING, UNKNOWN, Expression, Literal, Problem, parse, paths
from ...ir.values import Secret
from ..context import Condition
from ..fields import Fields
from ..interpolation import resolve_expression, resolve_scalar
from ..resolved import Resolved, text_of
from ..tree import Scalar

_PATH = re.compile(r"[A-Za-z_][\w.-]*")


def check_conditional(fields: Fields) -> Expression | None:
    """Return the condition as far as it is not known; None is true. What is known to be false is a literal."""
    node = fields.node("conditional")
    if not isinstance(node, Scalar):
        return None
    condition = check_condition(fields, node)
    if condition is not None:
        from .generated import refuse_generated

        refuse_generated(fields.scope, node, condition)
    return condition


def check_condition(fields: Fields, node: Scalar) -> Expression | None:
    """Return what a scalar says as a condition, in the same form."""
    resolved = _resolve(fields, node)
    if resolved.unknown and resolved.type not in {BOOLEAN, STRING, ANY, UNKNOWN}:
        _refuse(fields, node, resolved)
    if resolved.broken or resolved.unknown:
        return None
    return _known(fields, node, resolved) if resolved.known else _run_time(fields, node, resolved)


def _resolve(fields: Fields, node: Scalar) -> Resolved:
    if "${" in node.text:
        return resolve_scalar(fields.scope, node)
    scope, memo, key = fields.scope, fields.context.conditions, (node.text, fields.scope.status)
    if key in memo and all(map(scope.is_system, memo[key].names)):
        return memo[key].resolved
    expression = parse(node.text)
    if isinstance(expression, Problem):
        fields.context.report_problem(expression, node)
        return Resolved(broken=True)
    resolved = resolve_expression(scope, node, expression)
    names = _system_names(expression)
    if names and not resolved.broken and all(map(scope.is_system, names)):
        memo[key] = Condition(names, resolved)
    return resolved


def _system_names(expression: Expression) -> tuple[str, ...]:
    """Return the variables that an expression reads; nothing where it reads anything else."""
    read = [path.parts for path in paths(expression)]
    plain = all(len(parts) == 2 and parts[0] == "env" for parts in read)
    return tuple(parts[1] for parts in read) if plain else ()


def _known(fields: Fields, node: Scalar, resolved: Resolved) -> Expression | None:
    value = {"true": True, "false": False}.get(resolved.value) if isinstance(resolved.value, str) else resolved.value
    if isinstance(value, bool):
        return None if value else Literal(False)
    from ..origins import definitions
    from ..rules.wrong_value import wrong_value

    origin = definitions(fields.scope, *fields.context.template(node)) if "${" in node.text else ()
    fields.context.report(wrong_value(node, text_of(resolved), "a boolean", origin))
    return None


def _run_time(fields: Fields, node: Scalar, resolved: Resolved) -> Expression | None:
    part = resolved.parts[0]
    if len(resolved.parts) != 1 or isinstance(part, str | Secret) or resolved.type not in {BOOLEAN, ANY, UNKNOWN}:
        _refuse(fields, node, resolved)
        return None
    return part


def _refuse(fields: Fields, node: Scalar, resolved: Resolved) -> None:
    from ..rules.not_boolean import not_boolean

    path = node.text if _PATH.fullmatch(node.text) else ""
    fields.context.report(not_boolean(node, resolved.type, path))
