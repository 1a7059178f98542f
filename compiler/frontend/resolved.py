"""A value after resolution: what is known of it, and what came into it from outside."""

from typing import NamedTuple

from ..ir.expression import STRING, Binary, Expression, Literal, Type, Value, to_text
from ..ir.values import Part, Secret


class Resolved(NamedTuple):
    """The value of a scalar, a variable or a form.

    `value` means something when `known`: a Python string, number, boolean, None or list. Otherwise `parts` hold
    run-time expressions or secrets. `taint` and `runtime` name the first thing that made it so, ready for a message.
    `unknown` says that a compile-time parameter has no value yet; `broken` that a problem was already reported.
    """

    parts: tuple[Part, ...] = ()
    value: Value = ""
    known: bool = True
    type: Type = STRING
    taint: str = ""
    runtime: str = ""
    unknown: bool = False
    broken: bool = False


BROKEN = Resolved(broken=True)


def constant(value: Value, kind: Type = STRING, taint: str = "") -> Resolved:
    """A value known at compile time."""
    text = to_text(value)
    return Resolved((text,) if text else (), value, known=True, type=kind, taint=taint)


def text_of(resolved: Resolved) -> str:
    """Return the text of a known value."""
    return value_text(resolved.value)


def value_text(value: Value) -> str:
    """Return how a value prints inside text."""
    return value if isinstance(value, str) else to_text(value)


def join(items: tuple[Resolved, ...]) -> Resolved:
    """Join resolved pieces into one text."""
    if len(items) == 1:
        return items[0]
    if any(item.broken for item in items):
        return BROKEN
    taint = next((item.taint for item in items if item.taint), "")
    if all(item.known for item in items):
        text = "".join(text_of(item) for item in items)
        return Resolved((text,) if text else (), text, taint=taint)
    return Resolved(
        parts=join_parts(tuple(part for item in items for part in item.parts)),
        known=False,
        taint=taint,
        runtime=next((item.runtime for item in items if item.runtime), ""),
        unknown=any(item.unknown for item in items),
    )


def join_parts(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Bring parts into normal form: no empty constants, no two constants side by side."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        elif part != "":
            joined.append(part)
    return tuple(joined)


def as_expression(resolved: Resolved) -> Expression | None:
    """Return one expression with the value's text, or None where a secret is in it."""
    nodes: list[Expression] = []
    for part in resolved.parts:
        if isinstance(part, Secret):
            return None
        nodes.append(Literal(part) if isinstance(part, str) else part)
    if len(nodes) == 1:
        return nodes[0]
    # A leading text makes every `+` a concatenation, also between two numbers.
    result: Expression = nodes.pop(0) if nodes and isinstance(resolved.parts[0], str) else Literal("")
    for node in nodes:
        result = Binary("+", result, node)
    return result
