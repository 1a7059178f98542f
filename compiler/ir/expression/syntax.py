"""The syntax tree of an expression.

`start` and `end` are offsets into the text that was parsed; they say where a problem is and mean nothing else.
"""

from typing import NamedTuple

Constant = str | int | float | bool | None


class Literal(NamedTuple):
    """A string, number, boolean or null as written."""

    value: Constant
    start: int = 0
    end: int = 0


class Root(NamedTuple):
    """A bare name at the start of a path, such as `params`: one of `notation.ROOTS`."""

    name: str
    start: int = 0
    end: int = 0


class Member(NamedTuple):
    """`base.name`."""

    base: "Expression"
    name: str
    start: int = 0
    end: int = 0


class Index(NamedTuple):
    """`base[key]`: an array's item by number or an object's member by string."""

    base: "Expression"
    key: "Expression"
    start: int = 0
    end: int = 0


class Call(NamedTuple):
    """`function(arguments)`; a method call `x.split(',')` is parsed to `split(x, ',')` with `method` true."""

    function: str
    arguments: "tuple[Expression, ...]"
    start: int = 0
    end: int = 0
    method: bool = False


class Unary(NamedTuple):
    """`!operand` or `-operand`."""

    operator: str
    operand: "Expression"
    start: int = 0
    end: int = 0


class Binary(NamedTuple):
    """`left operator right`."""

    operator: str
    left: "Expression"
    right: "Expression"
    start: int = 0
    end: int = 0


Expression = Literal | Root | Member | Index | Call | Unary | Binary
