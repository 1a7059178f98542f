"""Values, laziness and bounds."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest

from compiler.ir.expression import Binary, EvaluationError, Literal, Problem, Value, evaluate, parse, to_text
from tests.ir.expression.trees import VALUES


def value(text: str, *, failed: bool | None = None) -> Value:
    tree = parse(text)
    assert not isinstance(tree, Problem), tree
    return evaluate(tree, VALUES.__getitem__, failed=failed)


def problem(text: str) -> Problem:
    with pytest.raises(EvaluationError) as caught:
        value(text)
    return caught.value.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 / 2", "3.5"),
        ("6 / 2", "3"),
        ("-7 % 3", "-1"),
        ("7.5 % 2", "1.5"),
        ("'10' - '2.5'", "7.5"),
        ("1 + '2'", "12"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("9007199254740993 + 0", "9007199254740993"),
        ("1e21", "1000000000000000000000"),
        ("1 / 10000000", "0.0000001"),
        ("-1 / 8000000", "-0.000000125"),
        ("'x' + null + true + 1.0", "xtrue1"),
        ("'10' > 9", "true"),
        ("null == 'x'", "false"),
        ("fromJSON('[1, true]')[1] == fromJSON('true')", "true"),
        ("fromJSON('[1]') == fromJSON('[true]')", "false"),
        ('fromJSON(\'{"b": [1.0], "a": null}\')', '{"a":null,"b":[1]}'),
        ("params.s.split('-').join('+')", "a+b+c"),
        ("replace('a.b.c', '.', '')", "abc"),
        ("replaceFirst('a.b.c', '.', '-')", "a-b.c"),
        ("format('{}/{{{}}}', 'a', 1)", "a/{1}"),
        ("length('héé') + length(params.zones)", "6"),
        ("default(env.NOPE, 'd')", "d"),
        ("default(env.E, 'd')", ""),
        ("orElse(env.E, 'd')", "d"),
        ("orElse(env.A, 'd')", "alpha"),
        ("ifSet(env.A, 'd')", "d"),
        ("ifSet(env.E, 'd')", ""),
        ("default(fromJSON('{}').a.b, 'd')", "d"),
        ("default(params.zones[9], 'd')", "d"),
        ("toJSON(params.zones)", '["eu","us","a-b"]'),
        ("toJSON('é\"')", '"é\\""'),
    ],
)
def test_values_as_text(text: str, expected: str) -> None:
    assert to_text(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "at"),
    [
        ("1 + 7 % (2 - 2)", "division-by-zero", "7 % (2 - 2)"),
        ("lower(params.n)", "type-mismatch", "params.n"),
        ("true && params.s", "type-mismatch", "params.s"),
        ("params.n == params.s", "comparison", "params.n == params.s"),
        ("env.A * 2", "not-a-number", "env.A * 2"),
        ("env.NOPE", "unknown-member", "env.NOPE"),
        ("nope", "unknown-root", "nope"),
        ("default(env.A * 2, 'x')", "not-a-number", "env.A * 2"),
        ("params.zones[3]", "index-out-of-range", "params.zones[3]"),
        ("params.s.lower.x", "type-mismatch", "params.s.lower"),
        ("fromJSON('NaN')", "invalid-json", "fromJSON('NaN')"),
        ("1e308 * 10", "too-large", "1e308 * 10"),
        ("success()", "status-function", "success()"),
        ("nope()", "unknown-function", "nope()"),
        ("lower()", "argument-count", "lower()"),
        ("split('a', '')", "empty-text", "split('a', '')"),
    ],
)
def test_errors_have_the_place_of_what_fails(text: str, kind: str, at: str) -> None:
    found = problem(text)
    assert (found.kind, text[found.start : found.end]) == (kind, at)


def test_the_second_side_is_evaluated_only_where_it_decides() -> None:
    assert value("false && 1 / 0 == 1") is False
    assert value("true || 1 / 0 == 1") is True
    assert value("orElse('x', 1 / 0)") == "x"
    assert value("ifSet('', 1 / 0)") == ""


def test_status_functions_say_how_the_job_goes() -> None:
    answers = [
        value(f"{name}()", failed=failed) for name in ("success", "failure", "always") for failed in (False, True)
    ]
    assert answers == [True, False, False, True, True, True]


def test_mappings_are_asked_for_what_is_read_and_nothing_else() -> None:
    class Asked(Mapping[str, Value]):
        keys_asked: ClassVar[list[str]] = []

        def __getitem__(self, key: str) -> Value:
            self.keys_asked.append(key)
            return {"a": "x"}[key]

        def __iter__(self) -> Iterator[str]:
            raise AssertionError

        def __len__(self) -> int:
            raise AssertionError

    tree = parse("default(env.b, env.a)")
    assert not isinstance(tree, Problem)
    assert evaluate(tree, lambda _: Asked()) == "x"
    assert Asked.keys_asked == ["b", "a"]


@pytest.mark.parametrize("attribute", ["__class__", "upper", "__len__"])
def test_python_attributes_are_out_of_reach(attribute: str) -> None:
    assert problem(f"env.A.{attribute}").kind == "type-mismatch"
    assert problem(f"params.{attribute}").kind == "unknown-member"


def test_results_are_bounded() -> None:
    wide = "x" * 1000
    grown = f"'{wide}'" + f".replace('x', '{wide}')"
    assert len(str(value(grown))) == 1_000_000
    assert problem(grown + ".replace('x', 'xx')").kind == "too-large"
    assert problem(grown + " + 'x'").kind == "too-large"
    assert problem(f"split({grown}, 'x').join('xx')").kind == "too-large"


def test_work_is_bounded() -> None:
    wide = "x" * 1000
    million = f"'{wide}'.replace('x', '{wide}')"
    costly = f"({million}.lower().upper().lower().upper() == '')"
    assert value(" == ".join([costly] * 2)) is True
    assert problem(" == ".join([costly] * 4)).kind == "too-large"


def test_nesting_is_bounded() -> None:
    assert problem("fromJSON('" + "[" * 65 + "]" * 65 + "')").kind == "too-deep"
    assert problem("fromJSON('" + "[" * 4900 + "]" * 4900 + "')").kind == "too-deep"
    tree = Literal(1)
    for _ in range(5000):
        tree = Binary("+", tree, Literal(1))
    with pytest.raises(EvaluationError, match="levels deep"):
        evaluate(tree, VALUES.__getitem__)


def test_numbers_print_alike_however_they_were_made() -> None:
    assert [to_text(each) for each in (3, 3.0, -0.0, 2.0**62, True, None)] == [
        "3",
        "3",
        "0",
        "4611686018427387904",
        "true",
        "",
    ]
