"""Text to trees, and the problems of text that is no expression."""

import pytest

from compiler.ir.expression import Binary, Call, Literal, Member, Problem, Root, Unary, parse, render
from compiler.ir.expression.parse import MAX_CHARACTERS
from compiler.ir.expression.walk import MAX_DEPTH, height
from tests.ir.expression.trees import bare


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("(1 - 2) - 3", "1 - 2 - 3"),
        ("a||b&&c==d<e+f*!g", "a || b && c == d < e + f * !g"),
        ("((a||b))&&c", "(a || b) && c"),
        ("job.build-image.outputs.x-y", "job.build-image.outputs.x-y"),
        ("a.true.and['or']", "a.true.and['or']"),
        ("x.split(',')[0].lower()", "x.split(',')[0].lower()"),
        ("(a + b).lower()", "(a + b).lower()"),
        ("'it''s'", "'it''s'"),
        ("- 1", "-1"),
        ("-(1)", "-(1)"),
        ("(-1).x", "(-1).x"),
        ("-1.5e2", "-150"),
        ("0.000001", "0.000001"),
        ("f()", "f()"),
        (" true\n&& false ", "true && false"),
    ],
)
def test_canonical_text(text: str, canonical: str) -> None:
    tree = parse(text)
    assert not isinstance(tree, Problem)
    assert render(tree) == canonical
    assert bare(parse(canonical)) == bare(tree)


def test_positions_count_from_the_offset() -> None:
    tree = parse("(a.b) + c", 10)
    assert tree == Binary("+", Member(Root("a", 11, 12), "b", 10, 15), Root("c", 18, 19), 10, 19)


def test_a_method_call_is_a_call_of_its_receiver() -> None:
    assert parse("x.split(',')") == Call("split", (Root("x", 0, 1), Literal(",", 8, 11)), 0, 12, method=True)


def test_minus_before_a_literal_is_part_of_it_and_before_all_else_an_operator() -> None:
    assert parse("-1") == Literal(-1, 0, 2)
    assert bare(parse("-a")) == bare(Unary("-", Root("a")))


@pytest.mark.parametrize(
    ("text", "kind", "at", "replacement"),
    [
        ("", "syntax", "", None),
        ("  ", "syntax", "  ", None),
        ("1 +", "syntax", "", None),
        ("(1", "syntax", "(", None),
        ("f(1", "syntax", "(", None),
        ("a.1", "syntax", "1", None),
        ("a b", "syntax", "b", None),
        ("a ? b : c", "syntax", "?", None),
        ("[1]", "syntax", "[", None),
        ("${{ a }}", "syntax", "${{", None),
        ("$HOME", "syntax", "$HOME", "env.HOME"),
        ("a == 'b", "unterminated-string", "'", None),
        ('a == "b"', "double-quotes", '"b"', "'b'"),
        ('a == "it\'s \\"x\\""', "double-quotes", '"it\'s \\"x\\""', "'it''s \"x\"'"),
        ("a = b", "operator-spelling", "=", "=="),
        ("a === b", "operator-spelling", "===", "=="),
        ("a !== b", "operator-spelling", "!==", "!="),
        ("a <> b", "operator-spelling", "<>", "!="),
        ("a & b", "operator-spelling", "&", "&&"),
        ("a | b", "operator-spelling", "|", "||"),
        ("a and b", "operator-spelling", "and", "&&"),
        ("a || not b", "operator-spelling", "not", "!"),
        ("3-1", "subtraction-spaces", "-", " - "),
        ("3 -1", "subtraction-spaces", "-", "- "),
        ("a.b- 1", "syntax", "1", None),
        ("9" * 500, "too-large", "9" * 500, None),
    ],
)
def test_problems_say_where_and_what_instead(text: str, kind: str, at: str, replacement: str | None) -> None:
    problem = parse(text, 7)
    assert isinstance(problem, Problem)
    assert (problem.kind, text[problem.start - 7 : problem.end - 7], problem.replacement) == (kind, at, replacement)


def test_repairing_the_spelling_gives_the_tree_that_was_meant() -> None:
    text = 'not x and y = "z" or 3-1 <> 2'
    for _ in range(10):
        problem = parse(text)
        if not isinstance(problem, Problem):
            break
        assert problem.replacement is not None
        text = text[: problem.start] + problem.replacement + text[problem.end :]
    assert render(parse(text)) == "!x && y == 'z' || 3 - 1 != 2"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 4000,
        "!" * 9000 + "true",
        "a[" * 3000 + "1" + "]" * 3000,
        "f(" * 3000 + ")" * 3000,
        "+".join("1" * 3000),
        "a" + ".b" * 4000,
        "1 || (2 && (3 == (4 < (5 + (6 * (" * 200,
    ],
)
def test_deep_text_is_refused_without_exhausting_the_stack(text: str) -> None:
    problem = parse(text)
    assert isinstance(problem, Problem)
    assert problem.kind == "too-deep"


def test_the_deepest_tree_that_is_allowed() -> None:
    tree = parse("+".join("1" * MAX_DEPTH))
    assert not isinstance(tree, Problem)
    assert height(tree) == MAX_DEPTH
    nested = parse("1 + (" * (MAX_DEPTH - 1) + "1" + ")" * (MAX_DEPTH - 1))
    assert not isinstance(nested, Problem)
    assert height(nested) == MAX_DEPTH


def test_long_text_is_refused_unless_the_caller_allows_it() -> None:
    text = "'" + "x" * MAX_CHARACTERS + "'"
    problem = parse(text)
    assert isinstance(problem, Problem)
    assert problem.kind == "too-long"
    assert parse(text, limit=len(text)) == Literal("x" * MAX_CHARACTERS, 0, len(text))
