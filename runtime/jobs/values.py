"""Values that are known only when the pipeline runs: the plan's checked trees, evaluated by the one evaluator."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from compiler.ir.expression import (
    Call,
    EvaluationError,
    Expression,
    Literal,
    Value,
    calls,
    evaluate,
    path_of,
    to_text,
)
from compiler.ir.expression.walk import children, with_children
from compiler.ir.job import Argument, ArgumentList, ArgumentMap
from compiler.ir.system import TRIGGER_MEMBERS
from compiler.ir.values import Secret, Text

from ..errors import RuntimeFault

_FORGIVING: Final = frozenset({"default", "orElse", "ifSet"})
_OUTPUT_PATH: Final = 4


class Known(NamedTuple):
    """What the expressions of one job may ask for.

    `jobs` maps the names of jobs to `{"status": …, "outputs": {…}}`; `secrets` are values by name. `overrides` are the
    values of given parameters, which variables of the same name have, wherever they are defined.
    """

    params: Mapping[str, Value]
    variables: Mapping[str, str]
    jobs: Mapping[str, Value]
    secrets: Mapping[str, str]
    overrides: Mapping[str, str] = {}


class ValueFault(RuntimeFault):
    """An expression has no value."""


def known_lookup(known: Known, steps: Mapping[str, Value]) -> Callable[[str], Value]:
    """Return the source of values for the evaluator; `steps` maps names to `{"status": …, "outputs": {…}}`."""
    roots: dict[str, Value] = {
        "params": known.params,
        "env": known.variables,
        "job": known.jobs,
        "steps": steps,
        "trigger": {name: known.variables.get(variable, "") for name, variable in TRIGGER_MEMBERS.items()},
    }
    return roots.__getitem__


def compute(expression: Expression, known: Known, steps: Mapping[str, Value], *, failed: bool | None = None) -> Value:
    """Return the value of an expression; a ValueFault, of the class `configuration`, when it has none."""
    try:
        return evaluate(_lenient(expression), known_lookup(known, steps), failed=failed)
    except EvaluationError as error:
        raise ValueFault(error.problem.message, error.problem.help, failure_class="configuration") from None


def holds(expression: Expression, known: Known, steps: Mapping[str, Value], *, failed: bool | None = None) -> bool:
    """Return whether a condition is true; a ValueFault when it is neither true nor false."""
    value = compute(expression, known, steps, failed=failed)
    if not isinstance(value, bool):
        raise ValueFault("the condition is neither true nor false", failure_class="configuration")
    return value


def survives_failure(condition: Expression | None) -> bool:
    """Tell whether a step with this condition may run after a failed step."""
    return condition is not None and any(call.function in {"failure", "always"} for call in calls(condition))


def text_value(text: Text, known: Known, steps: Mapping[str, Value]) -> str:
    """Return a text with its run-time parts filled in."""
    constant = text.constant
    if constant is not None:
        return constant
    return "".join(_part(part, known, steps) for part in text.parts)


def _part(part: str | Expression | Secret, known: Known, steps: Mapping[str, Value]) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Secret):
        return known.secrets[part.name]
    return to_text(compute(part, known, steps))


def run_values(known: Known, jobs: Iterable[str]) -> dict[str, str]:
    """Return what a run brings along as text, by the dotted paths of expressions, and variables by their names.

    `jobs` are the names of those whose endings and outputs are wanted, as far as they have ended.
    """
    found = dict(known.variables)
    found |= {f"params.{name}": to_text(value) for name, value in known.params.items()}
    for name in jobs:
        try:
            ended = known.jobs[name]
        except KeyError:
            continue
        if isinstance(ended, Mapping) and isinstance(ended["outputs"], Mapping):
            found[f"job.{name}.status"] = to_text(ended["status"])
            found |= {f"job.{name}.outputs.{each}": to_text(value) for each, value in ended["outputs"].items()}
    return found


def argument_value(argument: Argument, known: Known, steps: Mapping[str, Value]) -> Value:
    """Return an action's argument with its run-time parts filled in: text, number, boolean, list or mapping.

    A text that is one expression keeps the expression's type.
    """
    if isinstance(argument, ArgumentMap):
        return {name: argument_value(value, known, steps) for name, value in argument.entries}
    if isinstance(argument, ArgumentList):
        return [argument_value(item, known, steps) for item in argument.items]
    if isinstance(argument, Text):
        return text_value(argument, known, steps)
    return argument


def secret_names(texts: Iterable[Text]) -> set[str]:
    """Return the names of the secrets that these texts refer to."""
    return {part.name for text in texts for part in text.parts if isinstance(part, Secret)}


def argument_texts(argument: Argument) -> Iterable[Text]:
    """Yield every text in an action's arguments."""
    if isinstance(argument, ArgumentMap):
        for _, value in argument.entries:
            yield from argument_texts(value)
    elif isinstance(argument, ArgumentList):
        for item in argument.items:
            yield from argument_texts(item)
    elif isinstance(argument, Text):
        yield argument


def _lenient(expression: Expression) -> Expression:
    """Return the tree in which an output that nobody published is empty, but where it is asked whether it is set."""
    if isinstance(expression, Call) and expression.function in _FORGIVING:
        first, *rest = expression.arguments
        return expression._replace(arguments=(first, *map(_lenient, rest)))
    path = path_of(expression)
    if len(path) >= _OUTPUT_PATH and path[0] in {"job", "steps"} and path[2] == "outputs":
        return Call("default", (expression, Literal("")), expression.start, expression.end)
    operands = children(expression)
    return with_children(expression, [_lenient(each) for each in operands]) if operands else expression
