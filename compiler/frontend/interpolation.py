"""From a scalar's text to its value: variable forms, expressions and secrets, as far as they are known."""

from collections.abc import Callable, Mapping

from ..ir.expression import (
    ABSENT,
    BOOLEAN,
    MISSING,
    NUMBER,
    STRING,
    EvaluationError,
    Missing,
    Path,
    Type,
    Value,
    calls,
    check,
    evaluate,
    fold,
    paths,
    placed,
)
from ..ir.expression.syntax import Binary, Call, Expression, Index, Literal, Member, Unary
from ..ir.expression.walk import path_of
from ..ir.system import SYSTEM_VARIABLES
from ..ir.values import Secret
from .resolved import BROKEN, Resolved, as_expression, constant, join, text_of
from .scope import MAX_DEPTH, Scope, path_value, run_time_label
from .template import SecretForm, TemplatePart, VariableForm
from .tree import Scalar

_NO_ROOTS: dict[str, Value] = {}
_OF_TYPES = frozenset({"comparison", "type-mismatch", "not-a-number"})
"""Kinds of problems for which a declaration elsewhere may be to blame."""

STATUS_FUNCTIONS = frozenset({"success", "failure", "always"})


def resolve_scalar(scope: Scope, scalar: Scalar, *, script: bool = False) -> Resolved:
    """Resolve the whole text of a scalar; problems are reported, and the result is then broken."""
    if "${" not in scalar.text:
        return Resolved((scalar.text,) if scalar.text else (), scalar.text)
    parts = scope.context.template(scalar, script=script)
    if not parts:
        return BROKEN
    return join(tuple(resolve_part(scope, scalar, part) for part in parts))


def resolve_part(scope: Scope, scalar: Scalar, part: TemplatePart) -> Resolved:
    """Resolve one part of a scalar's text."""
    if isinstance(part, str):
        return Resolved((part,), part)
    if isinstance(part, VariableForm):
        return _resolve_variable(scope, scalar, part)
    if isinstance(part, SecretForm):
        return Resolved((Secret(part.name),), known=False)
    return resolve_expression(scope, scalar, part.expression)


def _resolve_variable(scope: Scope, scalar: Scalar, form: VariableForm) -> Resolved:
    if len(scope.resolving) > MAX_DEPTH:
        from .rules.variable_depth import too_deep

        outer, name = scope.resolving[0]
        start = outer.entries[name].key.span
        scope.context.report(too_deep(name, start, scope.context.locate(scalar, form.start, form.end), MAX_DEPTH))
        return BROKEN
    value = scope.lookup(form.name)
    if value is None:
        return _without_value(scope, scalar, form)
    if value.broken or not form.operator:
        return _as_text(value)
    if form.operator == ":-":
        return _with_default(scope, scalar, form, value)
    if form.operator == ":+":
        return _with_alternate(scope, scalar, form, value)
    return _replaced(scope, scalar, form, value)


def _without_value(scope: Scope, scalar: Scalar, form: VariableForm) -> Resolved:
    if form.name in SYSTEM_VARIABLES and not scope.system:
        return _of_a_run(scope, scalar, form.name, form.start, form.end)
    if form.operator == ":-":
        return _argument(scope, scalar, form)
    return constant("") if form.operator == ":+" else _undefined(scope, scalar, form)


def _as_text(value: Resolved) -> Resolved:
    """A variable is text, whatever type the parameter behind it has."""
    return constant(text_of(value), STRING, value.taint) if value.known and not isinstance(value.value, str) else value


def _undefined(scope: Scope, scalar: Scalar, form: VariableForm) -> Resolved:
    if scope.refers_to_itself(form.name):
        return _itself(scope, form.name)
    from .rules.undefined_variable import undefined

    start = form.start + len("${")
    span = scope.context.locate(scalar, form.start, form.end)
    name = scope.context.locate(scalar, start, start + len(form.name))
    scope.context.report(undefined(scope, form.name, span, name), cause=("variable", form.name))
    return BROKEN


def _itself(scope: Scope, name: str) -> Resolved:
    """Report a variable whose own value needs it, where no outer scope defines it."""
    from .rules.variable_cycle import cycle

    entry = scope.entries[name]
    scope.context.report(cycle((entry.key,), entry))
    return BROKEN


def _argument(scope: Scope, scalar: Scalar, form: VariableForm) -> Resolved:
    return join(tuple(resolve_part(scope, scalar, part) for part in form.argument)) if form.argument else constant("")


def _with_default(scope: Scope, scalar: Scalar, form: VariableForm, value: Resolved) -> Resolved:
    if value.known and text_of(value) == "":
        argument = _argument(scope, scalar, form)
        return argument._replace(taint=argument.taint or value.taint)
    if value.known:
        return _as_text(value)
    return _call(scope, scalar, form, "orElse", value, _argument(scope, scalar, form))


def _with_alternate(scope: Scope, scalar: Scalar, form: VariableForm, value: Resolved) -> Resolved:
    if value.known:
        return _argument(scope, scalar, form) if text_of(value) else constant("")
    return _call(scope, scalar, form, "ifSet", value, _argument(scope, scalar, form))


def _replaced(scope: Scope, scalar: Scalar, form: VariableForm, value: Resolved) -> Resolved:
    pattern = _argument(scope, scalar, form)
    replacement = join(tuple(resolve_part(scope, scalar, part) for part in form.replacement))
    replacement = replacement if form.replacement else constant("")
    every = form.operator == "//"
    if value.known and pattern.known and replacement.known:
        text = text_of(value).replace(text_of(pattern), text_of(replacement), -1 if every else 1)
        return constant(text, STRING, value.taint or pattern.taint or replacement.taint)
    return _call(scope, scalar, form, "replace" if every else "replaceFirst", value, pattern, replacement)


def _call(scope: Scope, scalar: Scalar, form: VariableForm, function: str, *arguments: Resolved) -> Resolved:
    """Express a variable form on run-time values by the function that means the same."""
    nodes = tuple(as_expression(argument) for argument in arguments)
    if any(node is None for node in nodes):
        from .rules.secret_place import secret_in_form

        scope.context.report(secret_in_form(scope.context.locate(scalar, form.start, form.end)))
        return BROKEN
    call = Call(function, tuple(node for node in nodes if node is not None))
    return join_facts(arguments)._replace(parts=(call,))


def join_facts(items: tuple[Resolved, ...]) -> Resolved:
    """Say of a run-time value made of `items` where it comes from."""
    return Resolved(
        known=False,
        taint=next((item.taint for item in items if item.taint), ""),
        runtime=next((item.runtime for item in items if item.runtime), ""),
        unknown=any(item.unknown for item in items),
        broken=any(item.broken for item in items),
    )


def resolve_expression(scope: Scope, scalar: Scalar, expression: Expression) -> Resolved:
    """Check an expression's types and compute what is known of it."""
    for path in () if scope.system else paths(expression):
        name = path.parts[-1]
        if path.parts == ("env", name) and name in SYSTEM_VARIABLES and scope.lookup(name) is None:
            return _of_a_run(scope, scalar, name, path.start, path.end)
    return _resolve_expression(scope, scalar, expression)


def _resolve_expression(scope: Scope, scalar: Scalar, expression: Expression) -> Resolved:
    context = scope.context
    kind, problems = check(expression, scope.root_type, status=scope.status)
    for problem in problems:
        from .missing import cause_of_problem, explained
        from .origins import definitions_in

        cause = cause_of_problem(scope, expression, problem)
        related = definitions_in(scope, expression, 0, len(scalar.text)) if problem.kind in _OF_TYPES else ()
        context.report_problem(explained(scope, expression, problem), scalar, related, cause)
    read = tuple(paths(expression))
    if problems or _reads_matrix(scope, scalar, read) or _reads_mixture(scope, scalar, read):
        return BROKEN
    named = {path.parts[:2]: path.parts for path in read}
    found = {path: _path_value(scope, parts) for path, parts in named.items()}
    facts = tuple(_fact(named[path], value) for path, value in found.items())
    if any(fact.broken for fact in facts):
        return BROKEN
    if any(isinstance(part, Secret) for fact in facts for part in fact.parts):
        from .rules.secret_place import secret_in_form

        context.report(secret_in_form(context.locate(scalar, expression.start, expression.end)))
        return BROKEN
    try:
        # What a run-time path stands for may be a path of the same name that is known here: never ask about it again.
        folded = fold(expression, _answer(found))
        if not isinstance(folded, Literal):
            folded = fold(_substitute(folded, found), _not_known)
    except EvaluationError as error:
        itself = next((path[1] for path in found if path[0] == "env" and scope.refers_to_itself(path[-1])), "")
        if itself:
            return _itself(scope, itself)
        from .origins import definitions_in

        problem = error.problem
        context.report_problem(problem, scalar, definitions_in(scope, expression, problem.start, problem.end))
        return BROKEN
    return _folded(folded, kind, join_facts(facts))


def _of_a_run(scope: Scope, scalar: Scalar, name: str, start: int, end: int) -> Resolved:
    """Refuse a system variable where no run is: with a default around it, it would silently be the default."""
    from .rules.run_time_value import outside_a_run

    scope.context.report(outside_a_run(scope.context.locate(scalar, start, end), name, scope.owner))
    return BROKEN


def _reads_matrix(scope: Scope, scalar: Scalar, read: tuple[Path, ...]) -> bool:
    """Tell whether an output of a job with a matrix is read, which is then reported."""
    jobs = scope.context.document.jobs
    for path in read:
        parts = path.parts
        if parts[0] == "job" and parts[2:3] == ("outputs",) and parts[3:] and jobs[parts[1]].body.get("matrix"):
            from .rules.matrix_output import matrix_output

            span = scope.context.locate(scalar, path.start, path.end)
            scope.context.report(matrix_output(span, jobs[parts[1]], parts[3]))
            return True
    return False


def _reads_mixture(scope: Scope, scalar: Scalar, read: tuple[Path, ...]) -> bool:
    """Tell whether `params` is read as a whole where some are bound at compile time and some by a run: reported."""
    whole = next((path for path in read if path.parts == ("params",)), None)
    if whole is None or len({parameter.bind for parameter in scope.context.params.values()}) < 2:
        return False
    from .rules.run_time_value import mixed_parameters

    scope.context.report(mixed_parameters(scope.context.locate(scalar, whole.start, whole.end)))
    return True


def _path_value(scope: Scope, path: tuple[str, ...]) -> Resolved | None:
    value = path_value(scope, path)
    if value is None or path[0] != "env":
        return value
    return _as_text(value) if value.known else _run_time_text(value)


def _run_time_text(value: Resolved) -> Resolved:
    """What an expression reads of a variable is text, also where the value behind it is a boolean or a number."""
    node = as_expression(value) if len(value.parts) == 1 and value.type != STRING else None
    return value if node is None else value._replace(parts=(Binary("+", Literal(""), node),), type=STRING)


def _folded(folded: Expression, kind: Type, facts: Resolved) -> Resolved:
    taint = "" if kind in {NUMBER, BOOLEAN} else facts.taint
    if isinstance(folded, Literal):
        return constant(folded.value, kind, taint)
    if not any(paths(folded)) and not any(call.function in STATUS_FUNCTIONS for call in calls(folded)):
        # An array or object has no literal; its tree is a computation without unknowns.
        return constant(evaluate(folded, _NO_ROOTS.__getitem__), kind, taint)
    return facts._replace(parts=(folded,), type=kind, taint=taint)


def _fact(path: tuple[str, ...], value: Resolved | None) -> Resolved:
    """What a path brings into the expression that reads it."""
    if value is not None:
        return value
    if path[0] == "env":
        return constant("")  # undefined: the type checker has made sure that a default stands around it
    label = run_time_label(path)
    return Resolved(known=False, taint=label, runtime=label)


def _not_known(_path: tuple[str, ...]) -> Missing:
    return MISSING


def _answer(found: Mapping[tuple[str, ...], Resolved | None]) -> Callable[[tuple[str, ...]], Value | Missing]:
    def known(path: tuple[str, ...]) -> Value | Missing:
        resolved = found.get(path[:2])
        if resolved is None:
            return ABSENT if path[0] == "env" and len(path) == 2 else MISSING
        if not resolved.known:
            return MISSING
        return member_value(resolved.value, path[2:])

    return known


def member_value(value: Value, path: tuple[str, ...]) -> Value | Missing:
    """Return the item of an array that a path of indexes names."""
    for name in path:
        if not isinstance(value, list | tuple) or not name.isdigit() or int(name) >= len(value):
            return MISSING
        value = value[int(name)]
    return value


def _substitute(expression: Expression, found: Mapping[tuple[str, ...], Resolved | None]) -> Expression:
    """Put the run-time value of a variable in its place."""
    path = path_of(expression)
    if 0 < len(path) <= 2:
        value = found.get(path[:2])
        node = None if value is None or value.known else as_expression(value)
        return expression if node is None else placed(node, expression.start, expression.end)
    if isinstance(expression, Binary):
        left, right = _substitute(expression.left, found), _substitute(expression.right, found)
        return expression._replace(left=left, right=right)
    if isinstance(expression, Call):
        return expression._replace(arguments=tuple(_substitute(item, found) for item in expression.arguments))
    if isinstance(expression, Unary):
        return expression._replace(operand=_substitute(expression.operand, found))
    if isinstance(expression, Index):
        base, key = _substitute(expression.base, found), _substitute(expression.key, found)
        return expression._replace(base=base, key=key)
    return (
        expression._replace(base=_substitute(expression.base, found)) if isinstance(expression, Member) else expression
    )
