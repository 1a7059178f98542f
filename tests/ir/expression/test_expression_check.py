"""Types, and every mistake once."""

import pytest

from compiler.ir.expression import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    UNKNOWN,
    Array,
    Object,
    Problem,
    Type,
    check,
    parse,
    type_name,
    type_of,
)
from tests.ir.expression.trees import TYPES


def checked(text: str, *, status: bool = False) -> tuple[Type, list[tuple[str, str, str | None]]]:
    tree = parse(text)
    assert not isinstance(tree, Problem), tree
    type_, problems = check(tree, TYPES, status=status)
    return type_, [(each.kind, text[each.start : each.end], each.replacement) for each in problems]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("1 + 2", NUMBER),
        ("env.N + 1", STRING),
        ("1 + env.N", STRING),
        ("env.N * 2", NUMBER),
        ("'x' + null", STRING),
        ("any.x + 1", ANY),
        ("any.x + 'a'", STRING),
        ("any.x.y[0]['z']", ANY),
        ("params.n < '3'", BOOLEAN),
        ("params.s == null", BOOLEAN),
        ("null == 1", BOOLEAN),
        ("any == 1", BOOLEAN),
        ("params.zones", Array(STRING)),
        ("params.zones[params.n]", STRING),
        ("params.record.size", NUMBER),
        ("params.record['odd name']", STRING),
        ("params.record[env.A]", ANY),
        ("split('a', 'b')[0]", STRING),
        ("params.zones.length()", NUMBER),
        ("join(params.counts)", STRING),
        ("format('{} {{}}', 1)", STRING),
        ("fromJSON('[1]')", ANY),
        ("default(env.UNSET, 'x')", STRING),
        ("default(env.UNSET + 'a', 'x')", STRING),
        ("orElse(params.n, 2)", NUMBER),
        ("orElse(params.n, 'x')", ANY),
        ("ifSet(env.UNSET, 'x')", STRING),
        ("contains(params.zones, 'eu')", BOOLEAN),
        ("null", NULL),
    ],
)
def test_types(text: str, type_: Type) -> None:
    assert checked(text) == (type_, [])


@pytest.mark.parametrize(
    ("text", "kind", "at", "replacement"),
    [
        ("param.n", "unknown-root", "param", "params"),
        ("True", "unknown-root", "True", "true"),
        ("digits == '1'", "unknown-root", "digits", "params.digits"),
        ("A == '1'", "unknown-root", "A", "env.A"),
        ("steps.x", "unknown-root", "steps", None),
        ("secrets.TOKEN", "unknown-root", "secrets", None),
        ("params.digist", "unknown-member", "digist", "digits"),
        ("params.n-1", "unknown-member", "n-1", "n - 1"),
        ("params.record['nme']", "unknown-member", "'nme'", "name"),
        ("params.s.length", "unknown-member", "length", None),
        ("env.UNSET", "unset-variable", "UNSET", None),
        ("default('x', env.UNSET)", "unset-variable", "UNSET", None),
        ("default(params.typo, 'x')", "unknown-member", "typo", None),
        ("lowr('A')", "unknown-function", "lowr", "lower"),
        ("startswith(env.A, 'x')", "unknown-function", "startswith", "startsWith"),
        ("lower()", "argument-count", "lower()", None),
        ("replace('a', 'b')", "argument-count", "replace('a', 'b')", None),
        ("'a'.lower(1)", "argument-count", "'a'.lower(1)", None),
        ("lower(1)", "type-mismatch", "1", "'1'"),
        ("join('a,b')", "type-mismatch", "'a,b'", None),
        ("contains('123', 1)", "type-mismatch", "1", "'1'"),
        ("contains(params.counts, '1')", "type-mismatch", "'1'", "1"),
        ("!params.s", "type-mismatch", "params.s", None),
        ("params.s || 'x'", "type-mismatch", "params.s", None),
        ("-true", "type-mismatch", "true", None),
        ("1 + true", "type-mismatch", "1 + true", None),
        ("'a' + params.zones", "type-mismatch", "'a' + params.zones", None),
        ("params.zones['a']", "type-mismatch", "'a'", None),
        ("true < 1", "type-mismatch", "true", None),
        ("env.N == 1", "comparison", "1", "'1'"),
        ("params.n == '3'", "comparison", "'3'", "3"),
        ("'true' == params.yes", "comparison", "'true'", "true"),
        ("params.n == params.s", "comparison", "params.n == params.s", None),
        ("env.A < 'b'", "not-a-number", "'b'", None),
        ("1 / 0", "division-by-zero", "0", None),
        ("params.n % '0'", "division-by-zero", "'0'", None),
        ("params.zones[-1]", "index-out-of-range", "-1", None),
        ("fromJSON('{')", "invalid-json", "'{'", None),
        ("format('{}')", "format-holes", "'{}'", None),
        ("format('{0}', 1)", "format-holes", "'{0}'", None),
        ("success()", "status-function", "success()", None),
    ],
)
def test_one_problem_for_one_mistake(text: str, kind: str, at: str, replacement: str | None) -> None:
    assert checked(text)[1] == [(kind, at, replacement)]


def test_all_mistakes_are_told_and_none_twice() -> None:
    text = "nope.x == 1 && params.nope + 1 > lowr('a') || !env.A"
    kinds = [kind for kind, _, _ in checked(text)[1]]
    assert kinds == ["unknown-root", "unknown-member", "unknown-function", "type-mismatch"]


def test_a_mistake_has_no_consequences() -> None:
    assert checked("nope.a.b[0] + 1 == 'x'") == (BOOLEAN, [("unknown-root", "nope", None)])
    assert checked("lower(nope)")[0] == STRING
    assert checked("nope")[0] == UNKNOWN


def test_status_functions_where_they_are_allowed() -> None:
    assert checked("failure() || always() && success()", status=True) == (BOOLEAN, [])


def test_an_unknown_member_is_told_with_the_available_ones() -> None:
    tree = parse("params.record.nam")
    assert not isinstance(tree, Problem)
    (problem,) = check(tree, TYPES)[1]
    assert problem.message == "`params.record` has no `nam`"
    assert problem.help == "did you mean `name`? members of `params.record`: `name`, `odd name`, `size`"


def test_roots_may_be_a_function() -> None:
    tree = parse("matrix.os")
    assert not isinstance(tree, Problem)
    assert check(tree, {"matrix": Object((("os", STRING),))}.get) == (STRING, ())


def test_open_objects_have_members_of_any_type() -> None:
    tree = parse("steps.outputs.whatever")
    assert not isinstance(tree, Problem)
    outputs = Object((("outputs", Object((), open=True)),))
    assert check(tree, {"steps": outputs}) == (ANY, ())


def test_names_and_types_of_values() -> None:
    assert type_name(Array(Array(NUMBER))) == "array of array of number"
    assert type_of(["a"]) == Array(STRING)
    assert type_of(["a", 1]) == Array(ANY)
    assert type_of({"a": True}) == Object((("a", BOOLEAN),))
