"""Texts to parts: constants, variable forms, expressions, secrets."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.frontend.template import (
    ExpressionForm,
    Operator,
    SecretForm,
    TemplatePart,
    VariableForm,
    parse_template,
)
from compiler.ir.expression import render


def shown(part: TemplatePart) -> object:
    if isinstance(part, VariableForm):
        return (part.name, part.operator, [shown(each) for each in part.argument], [*part.replacement])
    if isinstance(part, ExpressionForm):
        return {"short" if part.short else "expression": render(part.expression)}
    return {"secret": part.name} if isinstance(part, SecretForm) else part


def parts(text: str, *, script: bool = False) -> list[object]:
    found, problems = parse_template(text, script=script)
    assert problems == ()
    return [shown(part) for part in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain $NAME $ {x} }", ["plain $NAME $ {x} }"]),
        ("", [""]),
        ("${A}", [("A", "", [], [])]),
        ("a${A}b${B}", ["a", ("A", "", [], []), "b", ("B", "", [], [])]),
        ("${A:-b c}", [("A", ":-", ["b c"], [])]),
        ("${A:-}", [("A", ":-", [], [])]),
        ("${A:+${B:-x}-y}", [("A", ":+", [("B", ":-", ["x"], []), "-y"], [])]),
        ("${A:-$${B}", [("A", ":-", ["${B"], [])]),
        ("${A:-${params.x}}", [("A", ":-", [{"short": "params.x"}], [])]),
        ("${A/x/y}", [("A", "/", ["x"], ["y"])]),
        ("${A//x y/}", [("A", "//", ["x y"], [])]),
        ("${A//x}", [("A", "//", ["x"], [])]),
        ("${BRANCH///-}", [("BRANCH", "//", ["/"], ["-"])]),
        ("${BRANCH////-}", [("BRANCH", "//", ["/"], ["-"])]),
        (r"${BRANCH//\//-}", [("BRANCH", "//", ["/"], ["-"])]),
        ("${A/x/y/z}", [("A", "/", ["x"], ["y/z"])]),
        ("$${A} $$${B}", ["${A} $${B}"]),
        ("${params.a-b}!", [{"short": "params.a-b"}, "!"]),
        ("${steps['a}b'].outputs.x}", [{"short": "steps['a}b'].outputs.x"}]),
        ("${params}", [("params", "", [], [])]),
        ("${{ 1+2 }}", [{"expression": "1 + 2"}]),
        ("${{ '}}' }}", [{"expression": "'}}'"}]),
        ("${{ fromJSON('{\"a\":{}}').a }}", [{"expression": "fromJSON('{\"a\":{}}').a"}]),
        ("${secrets.TOKEN-1}", [{"secret": "TOKEN-1"}]),
    ],
)
def test_forms(text: str, expected: list[object]) -> None:
    assert parts(text) == expected


def test_in_scripts_only_expressions_roots_and_secrets_are_forms() -> None:
    shell = "echo ${X:-y} ${X} $${Z} ${x.y} ${param.x} ${#X} ${"
    assert parts(shell, script=True) == [shell]
    assert parts("a ${params.x} ${{ 1 }} ${secrets.S}", script=True) == [
        "a ",
        {"short": "params.x"},
        " ",
        {"expression": "1"},
        " ",
        {"secret": "S"},
    ]


@pytest.mark.parametrize(
    ("text", "kind", "at", "replacement"),
    [
        ("x ${A", "unterminated-form", "${", None),
        ("${A:-${B}", "unterminated-form", "${", None),
        ("${{ 1 }", "unterminated-form", "${{", None),
        ("${params.x", "unterminated-form", "${", None),
        ("${}", "bad-form", "${}", None),
        ("${ A }", "bad-form", "${ A }", "${A}"),
        ("${9}", "bad-form", "${9}", None),
        ("${A-x}", "bad-form", "${A-x}", "${A:-x}"),
        ("${A:0:8}", "bad-form", "${A:0:8}", None),
        ("${A##x}", "bad-form", "${A##x}", None),
        ("${A/}", "bad-form", "${A/}", None),
        ("${A/${B}/c}", "bad-form", "${A/${B}", None),
        ("${params.x:-y}", "bad-form", "${params.x:-y}", "${{ orElse(params.x, 'y') }}"),
        ("${params.x.lower()}", "bad-form", "${params.x.lower()}", "${{ params.x.lower() }}"),
        ("${secrets.T:-x}", "bad-form", "${secrets.T:-x}", None),
        ("${param.x}", "unknown-root", "param", "params"),
        ("${git-hub.x}", "unknown-root", "git-hub", None),
        ("${{ a = b }}", "operator-spelling", "=", "=="),
        ("${{ }}", "syntax", " ", None),
        ("${A:-" * 17 + "}" * 17, "too-deep", "${A:-", None),
    ],
)
def test_problems(text: str, kind: str, at: str, replacement: str | None) -> None:
    found, (problem,) = parse_template(text)
    assert found == ()
    assert (problem.kind, text[problem.start : problem.end], problem.replacement) == (kind, at, replacement)


def test_all_problems_of_a_text_are_told() -> None:
    text = "${ A } ${{ it's }} ${{ that's }} ${B?} ${param.x} ${C"
    kinds = [problem.kind for problem in parse_template(text)[1]]
    assert kinds == [
        "bad-form",
        "unterminated-string",
        "unterminated-string",
        "bad-form",
        "unknown-root",
        "unterminated-form",
    ]


def test_every_script_root_is_a_root() -> None:
    for root in ("params", "matrix", "job", "steps", "env", "trigger", "release"):
        assert parts(f"${{{root}.x}}", script=True) == [{"short": f"{root}.x"}]


_constants = st.text(alphabet="ab $-/:'é\n", min_size=1, max_size=6).filter(lambda text: not text.endswith("$"))
_names = st.sampled_from(["A", "_b1", "params"])


def _variable(name: str, operator: Operator, argument: list[TemplatePart]) -> VariableForm:
    return VariableForm(name, operator, _joined(argument) if operator else (), (), 0, 0)


def _joined(found: list[TemplatePart]) -> tuple[TemplatePart, ...]:
    result: list[TemplatePart] = []
    for part in found:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        else:
            result.append(part)
    return tuple(result)


_parts = st.recursive(
    st.one_of(
        _constants, st.builds(VariableForm, _names, st.just(""), st.just(()), st.just(()), st.just(0), st.just(0))
    ),
    lambda inner: st.builds(_variable, _names, st.sampled_from(["", ":-", ":+"]), st.lists(inner, max_size=3)),
    max_leaves=8,
)


def _written(part: TemplatePart) -> str:
    if isinstance(part, str):
        return part
    assert isinstance(part, VariableForm)
    return "${" + part.name + part.operator + "".join(map(_written, part.argument)) + "}"


def _unplaced(part: TemplatePart) -> TemplatePart:
    if not isinstance(part, VariableForm):
        return part
    return part._replace(start=0, end=0, argument=tuple(map(_unplaced, part.argument)))


@settings(max_examples=150, deadline=None)
@given(st.lists(_parts, min_size=1, max_size=5))
def test_what_is_written_is_read(found: list[TemplatePart]) -> None:
    text = "".join(map(_written, found))
    read, problems = parse_template(text)
    assert problems == ()
    assert tuple(map(_unplaced, read)) == _joined(found)


_pieces = st.sampled_from(
    ["${", "$${", "${{", "}", "}}", "A", ":-", "/", "params.", "secrets.", "'", "x", " ", "é", "$"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_pieces, max_size=14), st.booleans())
def test_any_text_is_read_with_places_inside_it(pieces: list[str], script: bool) -> None:
    text = "".join(pieces)
    found, problems = parse_template(text, script=script)
    assert bool(found) != bool(problems)
    assert all(0 <= problem.start <= problem.end <= len(text) for problem in problems)
    for part in found:
        if not isinstance(part, str):
            assert text[part.start : part.start + 2] == "${"
            assert text[part.end - 1] == "}"
    assert not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(found))
