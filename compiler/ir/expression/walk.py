"""What an expression refers to: its paths and calls."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .syntax import Binary, Call, Expression, Index, Literal, Member, Root, Unary

MAX_DEPTH = 64
"""How many levels a tree may have."""


class Path(NamedTuple):
    """A reference from a root: as many constant members and indexes as can be seen (`("params", "zones", "0")`)."""

    parts: tuple[str, ...]
    start: int
    end: int


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the direct operands, from left to right."""
    if isinstance(expression, Binary):
        return (expression.left, expression.right)
    if isinstance(expression, Call):
        return expression.arguments
    if isinstance(expression, Index):
        return (expression.base, expression.key)
    if isinstance(expression, Unary):
        return (expression.operand,)
    return (expression.base,) if isinstance(expression, Member) else ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield every node, each before its operands, from left to right."""
    stack = [expression]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def height(expression: Expression) -> int:
    """Return the number of levels of a tree of any depth."""
    levels = 0
    row: list[Expression] = [expression]
    while row:
        levels += 1
        row = [child for node in row for child in children(node)]
    return levels


def with_children(expression: Expression, operands: Sequence[Expression]) -> Expression:
    """Return the node with other direct operands, in the order of `children`."""
    if isinstance(expression, Binary):
        return expression._replace(left=operands[0], right=operands[1])
    if isinstance(expression, Call):
        return expression._replace(arguments=tuple(operands))
    if isinstance(expression, Index):
        return expression._replace(base=operands[0], key=operands[1])
    if isinstance(expression, Unary):
        return expression._replace(operand=operands[0])
    return expression._replace(base=operands[0]) if isinstance(expression, Member) else expression


def placed(expression: Expression, start: int, end: int) -> Expression:
    """Return the tree with every node at one place: that where a tree from another text is used."""
    operands = [placed(child, start, end) for child in children(expression)]
    return with_children(expression, operands)._replace(start=start, end=end)


def calls(expression: Expression) -> Iterator[Call]:
    """Yield every function call, from left to right, outer ones first."""
    return (node for node in walk(expression) if isinstance(node, Call))


def paths(expression: Expression) -> Iterator[Path]:
    """Yield every path that is referenced, from left to right; those in a computed index are paths of their own."""
    stack = [expression]
    while stack:
        node = stack.pop()
        parts = path_of(node)
        if parts:
            yield Path(parts, node.start, node.end)
        else:
            stack.extend(reversed(children(node)))


def path_of(expression: Expression) -> tuple[str, ...]:
    """Return the parts of an expression that is wholly a constant path, else nothing."""
    parts: list[str] = []
    node = expression
    while not isinstance(node, Root):
        if isinstance(node, Member):
            parts.append(node.name)
        elif isinstance(node, Index) and isinstance(node.key, Literal) and _is_key(node.key):
            parts.append(str(node.key.value))
        else:
            return ()
        node = node.base
    return (node.name, *reversed(parts))


def _is_key(key: Literal) -> bool:
    return isinstance(key.value, str) or type(key.value) is int
