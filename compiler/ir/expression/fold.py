"""Partial evaluation: what is known becomes literals, the rest stays.

Folding never changes what evaluation gives. Where a computation fails on known values and is reached whatever the
unknown ones are, `fold` raises the EvaluationError; where `&&`, `||`, `default`, `orElse` or `ifSet` stands between,
the failing part stays in the tree. Calls of `success`, `failure` and `always` are never folded away: that they are
called has a meaning of its own (the step runs after a failed one).
"""

from collections.abc import Callable, Sequence
from typing import Final

from .evaluate import MISSING_KINDS, apply, boolean, function_of, item, member, takes_second
from .functions import FUNCTIONS, fits
from .notation import BINDING
from .operators import compute, numeric
from .problem import EvaluationError, Failure, Problem
from .syntax import Binary, Call, Expression, Index, Literal, Member, Root, Unary
from .types import BOOLEAN
from .value import Value, number, to_json
from .walk import MAX_DEPTH, calls, children, height, path_of, with_children


class Missing:
    """What stands for a value that there is not."""

    __slots__ = ("meaning",)

    def __init__(self, meaning: str) -> None:
        self.meaning = meaning

    def __repr__(self) -> str:
        return self.meaning


MISSING: Final = Missing("not known yet")
"""The path has a value that is not known yet, or is no whole path."""
ABSENT: Final = Missing("known to be absent")
"""The path is known to have no value: an error, unless inside `default`, `orElse` or `ifSet`."""

Known = Callable[[tuple[str, ...]], Value | Missing]


def fold(expression: Expression, known: Known) -> Expression:
    """Return the expression with all that `known` answers computed; raise the EvaluationError that is certain.

    `known` is asked for paths by their constant parts, the longest first (`("params", "zones")`; for an index by
    number the path before it). Arrays and objects that a run-time expression needs stand in it as `fromJSON('…')`.
    """
    if height(expression) > MAX_DEPTH:
        message = f"the expression, with the variables in it, is nested more than {MAX_DEPTH} levels deep"
        raise EvaluationError(Problem("too-deep", expression.start, expression.end, message))
    folding = _Folding(known)
    tree, outcome = folding.fold(expression, guarded=False)
    if isinstance(outcome, EvaluationError):
        raise outcome
    if folding.certain is not None:
        raise folding.certain
    return tree


Outcome = Value | Missing | EvaluationError
"""What evaluation of a node gives: a value, or surely this error, or what is not known yet."""
Folded = tuple[Expression, Outcome]


class _Folding:
    __slots__ = ("certain", "known")

    def __init__(self, known: Known) -> None:
        self.known = known
        self.certain: EvaluationError | None = None

    def fold(self, node: Expression, *, guarded: bool) -> Folded:
        """Return the folded node and its outcome. `guarded` says that evaluation may never reach it."""
        try:
            tree, outcome = self.reduce(node, guarded=guarded)
            if isinstance(outcome, Missing | EvaluationError):
                return tree, outcome
            return _literal(outcome, node), outcome
        except Failure as failure:
            return node, failure.at(node.start, node.end)

    def reduce(self, node: Expression, *, guarded: bool) -> Folded:
        if isinstance(node, Literal):
            return node, node.value
        if isinstance(node, Root | Member | Index):
            return self.path(node, guarded=guarded)
        if isinstance(node, Call):
            return self.call(node, guarded=guarded)
        if isinstance(node, Binary) and node.operator in {"&&", "||"}:
            return self.logic(node, guarded=guarded)
        return self.strict(node, children(node), guarded=guarded)

    def path(self, node: Root | Member | Index, *, guarded: bool) -> Folded:
        indexed = isinstance(node, Index) and not (isinstance(node.key, Literal) and isinstance(node.key.value, str))
        parts = () if indexed else path_of(node)
        answer = self.known(parts) if parts else MISSING
        if answer is ABSENT:
            raise Failure("unknown-member" if len(parts) > 1 else "unknown-root", f"there is no `{'.'.join(parts)}`")
        if not isinstance(answer, Missing):
            return node, answer
        if isinstance(node, Root):
            return node, MISSING
        return self.strict(node, children(node), guarded=guarded)

    def strict(self, node: Expression, operands: Sequence[Expression], *, guarded: bool) -> Folded:
        """Fold a node that evaluates all its operands, from left to right."""
        trees: list[Expression] = []
        values: list[Value] = []
        first: Missing | EvaluationError | None = None
        for operand in operands:
            tree, outcome = self.fold(operand, guarded=guarded)
            trees.append(tree)
            if not isinstance(outcome, Missing | EvaluationError):
                values.append(outcome)
            elif first is None:
                first = outcome
            elif isinstance(outcome, EvaluationError):
                self.meet(outcome, guarded=guarded)
        if first is not None:
            return with_children(node, trees), first
        return _attempt(node, trees, lambda: _compute(node, values))

    def meet(self, error: EvaluationError, *, guarded: bool) -> None:
        if not guarded and self.certain is None:
            self.certain = error

    def logic(self, node: Binary, *, guarded: bool) -> Folded:
        left, outcome = self.fold(node.left, guarded=guarded)
        if isinstance(outcome, Missing):
            return self.half_known(node, left)
        if not isinstance(outcome, bool):
            right = self.fold(node.right, guarded=True)[0]
            return _decided(node, node.left, (left, right), outcome)
        if outcome is (node.operator == "||"):
            if _asks_status(node.right):
                return with_children(node, (left, self.fold(node.right, guarded=True)[0])), MISSING
            return node, outcome
        return self.right_side(node, left, guarded=guarded)

    def right_side(self, node: Binary, left: Expression, *, guarded: bool) -> Folded:
        """Fold `&&` or `||` whose left side leaves the answer to the right one."""
        right, outcome = self.fold(node.right, guarded=guarded)
        if isinstance(outcome, Missing):
            return right if _is_boolean(right) else with_children(node, (left, right)), MISSING
        return _decided(node, node.right, (left, right), outcome)

    def half_known(self, node: Binary, left: Expression) -> Folded:
        """Fold `&&` or `||` behind a left side that is not known."""
        right, outcome = self.fold(node.right, guarded=True)
        if outcome is (node.operator == "&&") and _is_boolean(left):
            return left, MISSING
        return with_children(node, (left, right)), MISSING

    def call(self, node: Call, *, guarded: bool) -> Folded:
        function = function_of(node)
        if function.special == "status":
            return node, MISSING
        if function.special == "unset":
            return self.unset(node, guarded=guarded)
        return self.strict(node, node.arguments, guarded=guarded)

    def unset(self, node: Call, *, guarded: bool) -> Folded:
        first, outcome = self.fold(node.arguments[0], guarded=True)
        if isinstance(outcome, EvaluationError) and outcome.problem.kind in MISSING_KINDS:
            outcome = None
        certain = isinstance(outcome, EvaluationError)
        if isinstance(outcome, Missing | EvaluationError) or _asks_status(node):
            tree = with_children(node, (first, self.fold(node.arguments[1], guarded=True)[0]))
            return tree, outcome if certain else MISSING
        if takes_second(node.function, outcome):
            return self.fold(node.arguments[1], guarded=guarded)
        return node, "" if node.function == "ifSet" else outcome


def _attempt(node: Expression, trees: Sequence[Expression], compute_: Callable[[], Value]) -> Folded:
    """Compute the value of a node, or keep it, its operands folded, with the error."""
    try:
        return node, compute_()
    except EvaluationError as error:
        return with_children(node, trees), error
    except Failure as failure:
        return with_children(node, trees), failure.at(node.start, node.end)


def _decided(node: Binary, side: Expression, trees: Sequence[Expression], outcome: Outcome) -> Folded:
    """Return `&&` or `||` whose answer is that of one side, which is a value or an error."""
    if isinstance(outcome, Missing | EvaluationError):
        return with_children(node, trees), outcome
    return _attempt(node, trees, lambda: boolean(node.operator, side, outcome))


def _compute(node: Expression, values: Sequence[Value]) -> Value:
    if isinstance(node, Member):
        return member(values[0], node.name)
    if isinstance(node, Index):
        return item(values[0], values[1])
    if isinstance(node, Call):
        return apply(node, FUNCTIONS[node.function], values)
    if isinstance(node, Binary):
        return compute(node.operator, values[0], values[1])
    if isinstance(node, Unary) and node.operator == "!":
        return not boolean("!", node.operand, values[0])
    return number(-numeric("-", values[0]))


def _literal(value: Value, at: Expression) -> Expression:
    if value is None or isinstance(value, str | bool):
        return Literal(value, at.start, at.end)
    if isinstance(value, int | float):
        return Literal(number(value), at.start, at.end)
    text = to_json(value)
    fits(len(text))
    return Call("fromJSON", (Literal(text, at.start, at.end),), at.start, at.end)


def _asks_status(node: Expression) -> bool:
    return any(call.function in _STATUS for call in calls(node))


_STATUS = frozenset(name for name, function in FUNCTIONS.items() if function.special == "status")


def _is_boolean(node: Expression) -> bool:
    """Tell whether evaluation gives a boolean, if it gives anything."""
    if isinstance(node, Literal):
        return isinstance(node.value, bool)
    if isinstance(node, Binary):
        return BINDING[node.operator] < BINDING["+"]
    if isinstance(node, Unary):
        return node.operator == "!"
    return isinstance(node, Call) and node.function in FUNCTIONS and FUNCTIONS[node.function].result == BOOLEAN
