"""The type checker: every mistake that can be seen without values."""

from collections.abc import Callable, Mapping

from .functions import FUNCTIONS, Function
from .operators import ADDING, ORDERINGS, incomparable, text_number, unaddable
from .problem import Problem
from .syntax import Binary, Call, Expression, Index, Literal, Member, Root, Unary
from .types import (
    ANY,
    BOOLEAN,
    NUMBER,
    STRING,
    UNKNOWN,
    Array,
    Object,
    Type,
    described,
    kind_of_type,
    type_name,
    type_of,
)
from .value import decimal

Roots = Callable[[str], Type | None]
"""Gives the type of each root that is known in a place."""


def check(
    expression: Expression, roots: Roots | Mapping[str, Type], *, status: bool = False
) -> tuple[Type, tuple[Problem, ...]]:
    """Return the type of `expression` and all its mistakes, one for each root cause, in the order of the text.

    `roots` gives the type of each root that is known in this place. `status` allows `success()`, `failure()` and
    `always()`. After a mistake the type is the one that the expression would have, or UNKNOWN.
    """
    checker = _Checker(roots.get if isinstance(roots, Mapping) else roots, status=status)
    type_ = checker.type_of(expression)
    return type_, tuple(sorted(checker.problems, key=lambda problem: (problem.start, problem.end)))


class _Checker:
    __slots__ = ("problems", "roots", "status", "unset_allowed")

    def __init__(self, roots: Roots, *, status: bool) -> None:
        self.roots = roots
        self.status = status
        self.problems: list[Problem] = []
        self.unset_allowed = 0

    def type_of(self, node: Expression) -> Type:
        if isinstance(node, Literal):
            return type_of(node.value)
        if isinstance(node, Root | Member | Index):
            return self.reference(node)
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Unary):
            return self.unary(node)
        return self.binary(node)

    def report(self, kind: str, node: Expression, message: str, help: str = "", replacement: str | None = None) -> None:
        self.problems.append(Problem(kind, node.start, node.end, message, help, "", replacement))

    def reference(self, node: Root | Member | Index) -> Type:
        if isinstance(node, Member):
            return self.member(node, self.type_of(node.base), node.name)
        if isinstance(node, Index):
            return self.index(node)
        found = self.roots(node.name)
        if found is not None:
            return found
        from .names import unknown_root

        self.problems.append(unknown_root(node, self.roots))
        return UNKNOWN

    def member(self, node: Member | Index, base: Type, name: str) -> Type:
        if base in {ANY, UNKNOWN}:
            return base
        found = base.member(name) if isinstance(base, Object) else None
        if found is not None:
            return found
        if self.unset_allowed and isinstance(node.base, Root) and node.base.name == "env":
            return STRING
        from .names import unknown_member
        from .render import render

        at = node if isinstance(node, Member) else Member(node.base, "", node.key.start, node.key.end)
        self.problems.append(unknown_member(at, base, name, render(node.base)))
        return UNKNOWN

    def index(self, node: Index) -> Type:
        base, key = self.type_of(node.base), self.type_of(node.key)
        if UNKNOWN in {base, key}:
            return UNKNOWN
        if isinstance(node.key, Literal) and isinstance(node.key.value, str) and not isinstance(base, Array):
            return self.member(node, base, node.key.value)
        if isinstance(base, Array) and key in {NUMBER, ANY}:
            self.whole(node.key)
            return base.item
        if (isinstance(base, Object) and key in {STRING, ANY}) or (base == ANY and key in {STRING, NUMBER, ANY}):
            return ANY
        self.report("type-mismatch", node.key, f"{described(base)} is not indexed by {described(key)}", _INDEXING)
        return UNKNOWN

    def whole(self, key: Expression) -> None:
        if isinstance(key, Literal) and (not isinstance(key.value, int) or key.value < 0):
            message = "an array's items are numbered 0, 1, 2, …"
            self.report("index-out-of-range", key, message, "negative and broken numbers name no item")

    def unary(self, node: Unary) -> Type:
        operand = self.type_of(node.operand)
        if node.operator == "!":
            self.boolean(node, node.operand, operand)
            return BOOLEAN
        self.numeric("-", node.operand, operand)
        return NUMBER

    def binary(self, node: Binary) -> Type:
        operator = node.operator
        left, right = self.type_of(node.left), self.type_of(node.right)
        if operator in {"&&", "||"}:
            if self.boolean(node, node.left, left) or left != right:
                self.boolean(node, node.right, right)
            return BOOLEAN
        if operator in {"==", "!="}:
            self.comparable(node, left, right)
            return BOOLEAN
        if operator == "+":
            return self.plus(node, left, right)
        self.numeric(operator, node.left, left)
        self.numeric(operator, node.right, right)
        if operator in ORDERINGS:
            return BOOLEAN
        if operator in {"/", "%"} and isinstance(node.right, Literal) and _is_zero(node.right):
            self.report("division-by-zero", node.right, f"`{operator}` divides by zero")
        return NUMBER

    def boolean(self, whole: Unary | Binary, node: Expression, type_: Type) -> bool:
        if type_ in {BOOLEAN, ANY, UNKNOWN}:
            return True
        help_ = "compare it, as in `x != ''`" if type_ == STRING else "compare it"
        if isinstance(whole, Binary) and whole.operator == "||" and type_ == STRING:
            help_ = "an alternative for what is not set is `orElse(value, alternative)`; otherwise compare: `x != ''`"
        replacement = None
        if type_ == STRING and isinstance(node, Member) and whole.operator == "&&":
            from .render import render

            replacement = f"{render(node)} != ''"
        message = f"`{whole.operator}` needs booleans, not {described(type_)}"
        self.report("type-mismatch", node, message, help_, replacement)
        return False

    def numeric(self, operator: str, node: Expression, type_: Type) -> None:
        if isinstance(node, Literal) and isinstance(node.value, str):
            from .signature import attempt

            self.problems.extend(attempt(node, text_number, operator, node.value))
        if type_ not in {NUMBER, STRING, ANY, UNKNOWN}:
            self.report("type-mismatch", node, f"`{operator}` needs numbers, not {described(type_)}")

    def comparable(self, node: Binary, left: Type, right: Type) -> None:
        kinds = (kind_of_type(left), kind_of_type(right))
        if None in kinds or "null" in kinds or kinds[0] == kinds[1]:
            return
        from .signature import written_as

        for literal, other in ((node.left, right), (node.right, left)):
            written = written_as(literal, other)
            if written:
                help_ = f"write {written}, which is {described(other)}"
                self.report("comparison", literal, incomparable(str(kinds[0]), str(kinds[1])), help_, written)
                return
        self.report("comparison", node, incomparable(str(kinds[0]), str(kinds[1])), "compare values of the same type")

    def plus(self, node: Binary, left: Type, right: Type) -> Type:
        if UNKNOWN in {left, right}:
            return UNKNOWN
        kinds = {kind_of_type(left), kind_of_type(right)}
        if "string" in kinds and not kinds & {"array", "object"}:
            return STRING
        if kinds == {"number"}:
            return NUMBER
        if None in kinds and not kinds & {"array", "object"}:
            return ANY
        self.report("type-mismatch", node, unaddable(_noun(left), _noun(right)), ADDING)
        return UNKNOWN

    def call(self, node: Call) -> Type:
        function = FUNCTIONS.get(node.function)
        types = self.arguments(node, function)
        if function is None:
            from .names import unknown_function

            self.problems.append(unknown_function(node))
            return UNKNOWN
        from .signature import call_problems

        self.problems.extend(call_problems(node, function, types, status=self.status))
        return function.result(types) if callable(function.result) else function.result

    def arguments(self, node: Call, function: Function | None) -> list[Type]:
        tolerant = function is None or function.special == "unset"
        types = []
        for position, argument in enumerate(node.arguments):
            self.unset_allowed += tolerant and position == 0
            types.append(self.type_of(argument))
            self.unset_allowed -= tolerant and position == 0
        return types


_INDEXING = "an array is indexed by a number, an object by a string"


def _is_zero(literal: Literal) -> bool:
    value = literal.value
    return (decimal(value) if isinstance(value, str) else value) == 0 and value is not False


def _noun(type_: Type) -> str:
    return "value of any type" if type_ == ANY else type_name(type_)
