"""Whether a call fits its function: number and types of the arguments, and what literal ones already say."""

from collections.abc import Callable, Iterator, Sequence

from .functions import Function, hole_mismatch, holes
from .notation import quoted
from .problem import Failure, Problem
from .syntax import Call, Constant, Expression, Literal
from .types import BOOLEAN, NUMBER, STRING, Array, Type, described, kind_of_type, type_name
from .value import Kind, decimal, from_json, to_text, with_article


def call_problems(node: Call, function: Function, types: Sequence[Type], *, status: bool) -> Iterator[Problem]:
    """Yield what is wrong with a call whose arguments have these types."""
    count = len(node.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        yield _miscounted(node, function, count)
        return
    if function.special == "status" and not status:
        message = f"`{node.function}()` is known only in the `conditional` of a step"
        help_ = "a job says with `runs_on` which endings of its dependencies let it start"
        yield Problem("status-function", node.start, node.end, message, help_)
    for position, argument in enumerate(node.arguments):
        yield from _argument(node.function, function, position, argument, types[position])
    yield from _constants(node)
    if node.function == "contains":
        yield from _contained(node.arguments[1], types[0], types[1])


def _contained(part: Expression, whole: Type, type_: Type) -> Iterator[Problem]:
    item = whole.item if isinstance(whole, Array) else whole
    wanted, kind = kind_of_type(item), kind_of_type(type_)
    if None in {wanted, kind} or wanted == kind or kind in {"array", "object"}:
        return
    written = written_as(part, item)
    message = f"{described(whole)} contains no {type_name(type_)}"
    yield Problem("type-mismatch", part.start, part.end, message, f"write `{written}`" if written else "", "", written)


def _miscounted(node: Call, function: Function, count: int) -> Problem:
    names = [parameter.name for parameter in function.parameters] + ["…"] * function.variadic
    given = "1 argument" if count == 1 else f"{count} arguments"
    message = f"`{node.function}` is called with {given}, and takes {_count(function)}"
    return Problem("argument-count", node.start, node.end, message, f"write `{node.function}({', '.join(names)})`")


def _count(function: Function) -> str:
    least, most = function.least, function.most
    if most == 0:
        return "none"
    if most is None:
        return f"{least} or more"
    return f"{least}" if least == most else f"{least} or {most}"


def _argument(name: str, function: Function, position: int, node: Expression, type_: Type) -> Iterator[Problem]:
    parameter = function.parameter(position)
    kind = kind_of_type(type_)
    if kind is None or kind in parameter.kinds:
        return
    wanted = " or ".join(with_article(each) for each in parameter.kinds)
    message = f"`{name}` needs {wanted} as `{parameter.name}`, not {described(type_)}"
    written = written_as(node, STRING) if "string" in parameter.kinds else None
    help_ = f"write `{written}`" if written else _conversion(kind, parameter.kinds)
    yield Problem("type-mismatch", node.start, node.end, message, help_, "", written)


def _conversion(kind: Kind, wanted: tuple[Kind, ...]) -> str:
    if kind == "array" and "string" in wanted:
        return "`join(items, ',')` makes text of an array"
    if kind == "string" and "array" in wanted:
        return "`split(text, ',')` makes an array of text"
    return "`toJSON(value)` makes text of any value" if "string" in wanted else ""


def written_as(node: Expression, type_: Type) -> str | None:
    """Return how a literal of another type is written to be of `type_`, or None where it cannot."""
    if not isinstance(node, Literal) or node.value is None:
        return None
    text = to_text(node.value)
    if type_ == STRING and not isinstance(node.value, str):
        return quoted(text)
    if isinstance(node.value, str) and (
        (type_ == NUMBER and decimal(text) is not None) or (type_ == BOOLEAN and text in {"true", "false"})
    ):
        return text.removeprefix("+")
    return None


def _constants(node: Call) -> Iterator[Problem]:
    first = node.arguments[0] if node.arguments else None
    if not isinstance(first, Literal) or not isinstance(first.value, str):
        return
    if node.function == "fromJSON":
        yield from attempt(first, from_json, first.value)
    if node.function == "format":
        yield from attempt(first, _fill, first.value, len(node.arguments) - 1)


def _fill(template: str, given: int) -> None:
    count = len(holes(template)) - 1
    if count != given:
        raise Failure("format-holes", hole_mismatch(count, given), "each `{}` takes one value, in order")


def attempt(node: Expression, compute: Callable[..., object], *arguments: Constant) -> tuple[Problem, ...]:
    """Compute something of a literal, and return why it fails."""
    try:
        compute(*arguments)
    except Failure as failure:
        return (Problem(failure.kind, node.start, node.end, failure.message, failure.help),)
    return ()
