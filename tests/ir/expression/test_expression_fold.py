"""What is computed at compile time, and what stays."""

import pytest

from compiler.ir.expression import (
    ABSENT,
    MISSING,
    EvaluationError,
    Missing,
    Path,
    Problem,
    Value,
    calls,
    fold,
    parse,
    paths,
    placed,
    render,
)
from compiler.ir.expression.walk import walk

PARAMS: dict[str, Value] = {"n": 3, "s": "x", "yes": True, "zones": ("eu", "us"), "empty": ""}


def known(path: tuple[str, ...]) -> Value | Missing:
    if path[0] == "params" and len(path) == 2:
        return PARAMS.get(path[1], MISSING)
    return ABSENT if path == ("env", "UNSET") else MISSING


def folded(text: str) -> str:
    tree = parse(text)
    assert not isinstance(tree, Problem), tree
    return render(fold(tree, known))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("params.n + 1", "4"),
        ("params.n + env.X", "3 + env.X"),
        ("params.run + (1 + 2)", "params.run + 3"),
        ("params.zones[1] + env.X", "'us' + env.X"),
        ("join(params.zones)", "'eu,us'"),
        ("contains(params.zones, env.X)", 'contains(fromJSON(\'["eu","us"]\'), env.X)'),
        ("params.zones[env.N]", 'fromJSON(\'["eu","us"]\')[env.N]'),
        ("params.yes && env.X == 'a'", "env.X == 'a'"),
        ("env.X == 'a' && params.yes", "env.X == 'a'"),
        ("params.yes && any.thing", "true && any.thing"),
        ("!params.yes && env.X == 'a'", "false"),
        ("env.X == 'a' || params.yes", "env.X == 'a' || true"),
        ("orElse(env.UNSET, params.s)", "'x'"),
        ("default(env.UNSET + params.s, env.Y)", "env.Y"),
        ("default(env.X + env.UNSET, 'y')", "default(env.X + env.UNSET, 'y')"),
        ("ifSet(params.empty, env.X)", "''"),
        ("orElse(params.empty, env.X)", "env.X"),
        ("env.X == 'a' && 1 / (params.n - 3) > 1", "env.X == 'a' && 1 / 0 > 1"),
    ],
)
def test_what_folding_leaves(text: str, result: str) -> None:
    assert folded(text) == result


@pytest.mark.parametrize(
    "text",
    ["always()", "true || failure()", "false && failure()", "env.X == '' || success()", "default(true, failure())"],
)
def test_status_functions_stay(text: str) -> None:
    assert folded(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 / (params.n - 3)", "division-by-zero"),
        ("env.X + 1 / (params.n - 3)", "division-by-zero"),
        ("params.zones[2]", "index-out-of-range"),
        ("env.UNSET", "unknown-member"),
        ("env.X + env.UNSET", "unknown-member"),
        ("params.yes && params.n", "type-mismatch"),
    ],
)
def test_errors_that_are_certain_are_raised(text: str, kind: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        folded(text)
    assert caught.value.problem.kind == kind


def test_paths_and_calls_of_an_expression() -> None:
    text = "params.zones[0] + steps['unit tests'].outputs.x + job[env.J].status.lower() + upper(matrix.os)"
    tree = parse(text)
    assert not isinstance(tree, Problem)
    found = list(paths(tree))
    assert [path.parts for path in found] == [
        ("params", "zones", "0"),
        ("steps", "unit tests", "outputs", "x"),
        ("job",),
        ("env", "J"),
        ("matrix", "os"),
    ]
    assert found[0] == Path(("params", "zones", "0"), 0, 15)
    assert [text[path.start : path.end] for path in found[3:]] == ["env.J", "matrix.os"]
    assert [call.function for call in calls(tree)] == ["lower", "upper"]


def test_a_tree_from_another_text_is_put_at_its_place() -> None:
    tree = parse("lower(a.b[0]) + -c")
    assert not isinstance(tree, Problem)
    moved = placed(tree, 7, 9)
    assert render(moved) == render(tree)
    assert {(node.start, node.end) for node in walk(moved)} == {(7, 9)}
