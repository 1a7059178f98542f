"""What holds for every expression: two evaluators agree, folding keeps the value, printing keeps the tree."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.ir.expression import (
    ABSENT,
    MISSING,
    EvaluationError,
    Expression,
    Problem,
    Value,
    calls,
    check,
    evaluate,
    fold,
    parse,
    paths,
    render,
    to_text,
)
from compiler.ir.expression.types import kind_of_type
from compiler.ir.expression.value import kind_of
from tests.ir.expression.reference import NoValueError, reference
from tests.ir.expression.trees import TYPES, VALUES, bare, expressions

STATUS = {"success", "failure", "always"}
OF_VALUES = {"division-by-zero", "not-a-number", "too-large", "empty-text", "index-out-of-range", "unknown-member"}
"""Kinds of problems that depend on values, so that the type checker cannot promise their absence."""

some = settings(max_examples=200, deadline=None)


def outcome(compute: Callable[[], object]) -> tuple[str, object]:
    try:
        value = compute()
    except (EvaluationError, NoValueError):
        return ("error", None)
    return (kind_of(value), value if isinstance(value, str | bool | None) else to_text(value))


@some
@given(expressions(), st.booleans())
def test_the_evaluator_agrees_with_the_reference(tree: Expression, failed: bool) -> None:
    mine = outcome(lambda: evaluate(tree, VALUES.__getitem__, failed=failed))
    assert mine == outcome(lambda: reference(tree, VALUES, failed=failed)), render(tree)


def knowing(names: set[str]) -> Callable[[tuple[str, ...]], Value]:
    """Know these parameters and that nothing else is set in `env` but what run time gives."""

    def known(path: tuple[str, ...]) -> Value:
        if path[0] == "params" and len(path) == 2 and path[1] in names:
            return VALUES["params"][path[1]]
        return ABSENT if path == ("env", "UNSET") else MISSING

    return known


@some
@given(expressions(), st.sets(st.sampled_from(sorted(VALUES["params"]))), st.booleans())
def test_folding_keeps_what_evaluation_gives(tree: Expression, names: set[str], failed: bool) -> None:
    before = outcome(lambda: evaluate(tree, VALUES.__getitem__, failed=failed))
    try:
        folded = fold(tree, knowing(names))
    except EvaluationError:
        assert before == ("error", None), render(tree)
        return
    assert before == outcome(lambda: evaluate(folded, VALUES.__getitem__, failed=failed)), render(folded)
    assert all(path.parts[1:2] != (name,) for path in paths(folded) for name in names if path.parts[0] == "params")
    assert status_calls(folded) == status_calls(tree), render(folded)


def status_calls(tree: Expression) -> set[str]:
    return {call.function for call in calls(tree)} & STATUS


@some
@given(expressions())
def test_printing_keeps_the_tree(tree: Expression) -> None:
    again = parse(render(tree))
    assert not isinstance(again, Problem), (render(tree), again)
    assert bare(again) == bare(tree)


@some
@given(expressions(), st.booleans())
def test_what_is_well_typed_fails_by_its_values_only(tree: Expression, failed: bool) -> None:
    type_, problems = check(tree, TYPES, status=True)
    uncertain = any(call.function in {"fromJSON", "default", "orElse", "ifSet"} for call in calls(tree))
    if problems or uncertain:
        return
    kind = kind_or_problem(lambda: evaluate(tree, VALUES.__getitem__, failed=failed))
    assert kind in OF_VALUES or kind_of_type(type_) in {None, kind}, render(tree)


def kind_or_problem(compute: Callable[[], Value]) -> str:
    try:
        return kind_of(compute())
    except EvaluationError as error:
        return error.problem.kind


_WORDS = """
a params.b env . [ ] ( ) , ! - + * / % == != < <= && || 'x' '' 1 2.5 1e3 true null lower( x-y and = " ' $ ${{ } é
"""
_words = st.sampled_from(_WORDS.split())


@some
@given(st.lists(_words, max_size=12), st.sampled_from(["", " "]), st.integers(0, 50))
def test_any_text_gives_a_tree_or_a_located_problem(words: list[str], space: str, offset: int) -> None:
    text = space.join(words)
    tree = parse(text, offset)
    assert offset <= tree.start <= tree.end <= offset + len(text)
    if isinstance(tree, Problem):
        return
    assert bare(parse(render(tree))) == bare(tree)
    _, problems = check(tree, TYPES)
    assert all(offset <= problem.start < problem.end <= offset + len(text) for problem in problems)
