"""The one evaluator: a tree and a source of values to a value."""

from collections.abc import Callable, Mapping, Sequence

from .functions import FUNCTIONS, Function
from .operators import compute, numeric
from .problem import EvaluationError, Failure, Problem
from .syntax import Binary, Call, Expression, Index, Literal, Member, Root, Unary
from .value import Value, kind_of, number, to_text, with_article
from .walk import MAX_DEPTH, height

Lookup = Callable[[str], Value]
"""Gives the value of a root (`params`); a KeyError says that there is none. Mappings in it may be lazy."""

BUDGET = 20_000_000
"""How much work one evaluation may do: one unit for each node and for each character that is made."""

MISSING_KINDS = frozenset({"unknown-root", "unknown-member", "index-out-of-range"})
"""The kinds of problems that `default`, `orElse` and `ifSet` take for "not set"."""


def evaluate(expression: Expression, lookup: Lookup, *, failed: bool | None = None) -> Value:
    """Return the value of `expression`, or raise an EvaluationError with the problem and its place.

    `failed` says whether a step before has failed (for `success()` and `failure()`); None refuses these functions.
    """
    if height(expression) > MAX_DEPTH:
        message = f"the expression is nested more than {MAX_DEPTH} levels deep"
        raise EvaluationError(Problem("too-deep", expression.start, expression.end, message))
    return _Evaluation(lookup, failed).value(expression)


class _Evaluation:
    __slots__ = ("budget", "failed", "lookup")

    def __init__(self, lookup: Lookup, failed: bool | None) -> None:
        self.lookup = lookup
        self.failed = failed
        self.budget = BUDGET

    def value(self, node: Expression) -> Value:
        """Return the value of a node; every Failure within gets the place of the innermost node."""
        try:
            result = self.dispatch(node)
            self.charge(result)
        except Failure as failure:
            raise failure.at(node.start, node.end) from None
        return result

    def charge(self, result: Value) -> None:
        self.budget -= 1 + (len(result) if isinstance(result, str | list) else 0)
        if self.budget < 0:
            raise Failure("too-large", "the expression takes too much work")

    def dispatch(self, node: Expression) -> Value:
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Root | Member | Index):
            return self.reference(node)
        if isinstance(node, Call):
            return self.call(node)
        if isinstance(node, Unary):
            return self.unary(node)
        if node.operator in {"&&", "||"}:
            return self.logic(node)
        return compute(node.operator, self.value(node.left), self.value(node.right))

    def reference(self, node: Root | Member | Index) -> Value:
        if isinstance(node, Member):
            return member(self.value(node.base), node.name)
        if isinstance(node, Index):
            return item(self.value(node.base), self.value(node.key))
        try:
            return self.lookup(node.name)
        except KeyError:
            raise Failure("unknown-root", f"`{node.name}` is not known here") from None

    def unary(self, node: Unary) -> Value:
        if node.operator == "!":
            return not self.boolean("!", node.operand)
        return number(-numeric("-", self.value(node.operand)))

    def logic(self, node: Binary) -> bool:
        left = self.boolean(node.operator, node.left)
        return self.boolean(node.operator, node.right) if left is (node.operator == "&&") else left

    def boolean(self, operator: str, node: Expression) -> bool:
        return boolean(operator, node, self.value(node))

    def call(self, node: Call) -> Value:
        function = function_of(node)
        if function.special == "status":
            return self.status(node.function)
        if function.special == "unset":
            return self.unset(node)
        return apply(node, function, [self.value(argument) for argument in node.arguments])

    def status(self, name: str) -> bool:
        if name == "always":
            return True
        if self.failed is None:
            raise Failure("status-function", f"`{name}()` is known only in the `conditional` of a step")
        return self.failed is (name == "failure")

    def unset(self, node: Call) -> Value:
        first, second = node.arguments
        value = self.or_null(first)
        if takes_second(node.function, value):
            return self.value(second)
        return "" if node.function == "ifSet" else value

    def or_null(self, node: Expression) -> Value:
        try:
            return self.value(node)
        except EvaluationError as error:
            if error.problem.kind not in MISSING_KINDS:
                raise
            return None


def boolean(operator: str, node: Expression, value: Value) -> bool:
    """Return the value of an operand that has to be a boolean."""
    if isinstance(value, bool):
        return value
    message = f"`{operator}` needs booleans, not {with_article(kind_of(value))}"
    raise Failure("type-mismatch", message).at(node.start, node.end)


def takes_second(function: str, value: Value) -> bool:
    """Tell whether `default`, `orElse` or `ifSet` of this first value gives its second argument."""
    if function == "default":
        return value is None
    is_set = value is not None and value != ""
    return is_set is (function == "ifSet")


def function_of(node: Call) -> Function:
    """Return the function that is called; a Failure when there is none or the number of arguments is wrong."""
    function = FUNCTIONS.get(node.function)
    if function is None:
        raise Failure("unknown-function", f"there is no function `{node.function}`")
    count = len(node.arguments)
    if count < function.least or (function.most is not None and count > function.most):
        raise Failure("argument-count", f"`{node.function}` is called with {count} arguments")
    return function


def apply(node: Call, function: Function, values: Sequence[Value]) -> Value:
    """Return the value of a function that evaluates all its arguments."""
    for position, value in enumerate(values):
        kinds = function.parameter(position).kinds
        if kind_of(value) not in kinds:
            at = node.arguments[position]
            raise Failure("type-mismatch", wrong_argument(node.function, kinds, kind_of(value))).at(at.start, at.end)
    if function.run is None:
        raise TypeError(f"{node.function} is evaluated by the evaluator")
    result: Value = function.run(*values)
    return result


def wrong_argument(function: str, kinds: Sequence[str], got: str) -> str:
    """Return the sentence that says that an argument is of the wrong kind."""
    wanted = " or ".join(with_article(kind) for kind in kinds)
    return f"`{function}` needs {wanted} here, not {with_article(got)}"


def member(base: Value, name: str) -> Value:
    """Return the member of an object."""
    if not isinstance(base, Mapping):
        raise Failure("type-mismatch", f"{with_article(kind_of(base))} has no members, so no `{name}`")
    try:
        return base[name]
    except KeyError:
        raise Failure("unknown-member", f"there is no `{name}`") from None


def item(base: Value, key: Value) -> Value:
    """Return an item of an array by number, from 0, or a member of an object by name."""
    kind, by = kind_of(base), kind_of(key)
    if isinstance(key, str) and kind == "object":
        return member(base, key)
    if (
        not isinstance(base, Sequence)
        or isinstance(base, str)
        or isinstance(key, bool)
        or not isinstance(key, int | float)
    ):
        raise Failure("type-mismatch", f"{with_article(kind)} is not indexed by {with_article(by)}")
    position = number(key)
    if isinstance(position, int) and 0 <= position < len(base):
        return base[position]
    count = "1 item" if len(base) == 1 else f"{len(base)} items"
    help_ = f"they are numbered 0 to {len(base) - 1}" if len(base) > 1 else ""
    raise Failure("index-out-of-range", f"the array has {count}, and there is no item {to_text(key)}", help_)
