"""Plans with their places as JSON and back: data only, nothing in it is ever executed.

A record is a list of its class's number and its fields; a tuple is a list whose number is -1, a span one of three
numbers whose path is looked up. Classes come from the annotations of `Plan`: whatever these do not name cannot be made.
"""

import json
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from compiler.diagnostics import Span
from compiler.ir.expression.syntax import Expression
from compiler.ir.plan import Plan

_TUPLE: Final = -1
_SPAN: Final = -2


class Unwritable(Exception):  # noqa: N818 - it is no error of the user's
    """A plan holds something that no annotation speaks of."""


@cache
def classes() -> tuple[type, ...]:
    """Return the records that a plan is made of, in a stable order."""
    found: dict[Any, None] = {}
    pending: list[Any] = [Plan, Expression]
    while pending:
        hint = pending.pop()
        if get_origin(hint) in {UnionType, Union, tuple}:
            pending.extend(get_args(hint))
        elif hasattr(hint, "_fields") and hint is not Span and hint not in found:
            found[hint] = None
            pending.extend(get_type_hints(hint).values())
    return tuple(sorted(found, key=lambda each: (each.__module__, each.__qualname__)))


def write_plan(plan: Plan) -> bytes:
    """Return a plan as bytes; Unwritable where something in it has no form."""
    numbers = {record: number for number, record in enumerate(classes())}
    paths: dict[str, int] = {}

    def write(value: Any) -> Any:
        kind = type(value)
        if kind is Span:
            return [_SPAN, paths.setdefault(value[0], len(paths)), value[1], value[2]]
        if kind is tuple:
            return [_TUPLE, *map(write, value)]
        if kind in numbers:
            return [numbers[kind], *map(write, value)]
        if value is None or kind in {str, int, float, bool}:
            return value
        raise Unwritable(kind.__name__)

    data = write(plan)
    shape = [[record.__qualname__, *record._fields] for record in numbers]  # type: ignore[attr-defined]  # named tuples
    text = json.dumps([shape, list(paths), data], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode(errors="surrogatepass")


def read_plan(data: bytes) -> Plan | None:
    """Return the plan that bytes say; None where they say none that this program knows."""
    try:
        shape, paths, written = json.loads(data.decode(errors="surrogatepass"))
        known = classes()
        if shape != [[record.__qualname__, *record._fields] for record in known]:  # type: ignore[attr-defined]  # as above
            return None
        plan = _reader(paths, known)(written)
    except (ValueError, TypeError, IndexError, KeyError, RecursionError):
        return None
    return plan if isinstance(plan, Plan) else None


def _reader(paths: list[str], known: tuple[type, ...]) -> Any:
    makers = [record._make for record in known]  # type: ignore[attr-defined]  # as above

    def read(value: Any) -> Any:
        if type(value) is not list:
            return value
        number = value[0]
        if number >= 0:
            return makers[number]([read(item) if type(item) is list else item for item in value[1:]])
        if number == _SPAN:
            return Span(paths[value[1]], value[2], value[3])
        return tuple([read(item) if type(item) is list else item for item in value[1:]])

    return read
