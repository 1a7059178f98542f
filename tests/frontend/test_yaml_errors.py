"""Syntax errors in the user's words, at the true cause."""

import pytest

from compiler.diagnostics import Diagnostic
from compiler.diagnostics.apply import apply_edits
from compiler.frontend.tree import Broken
from compiler.frontend.yaml import load_tree
from compiler.source import Source


def only(text: str) -> Diagnostic:
    root, diagnostics = load_tree(Source("p", text))
    assert isinstance(root, Broken)
    (found,) = diagnostics
    return found


@pytest.mark.parametrize(
    ("text", "code", "at", "words"),
    [
        ("a:\n\tb: c\n", "PC011", "\t", "tab is used for indentation"),
        ("a:\n\t\tb: c\n", "PC011", "\t\t", "tab is used for indentation"),
        ("a: b\n\tc: d\n", "PC011", "\t", "tab is used for indentation"),
        ("a: |\n\tx\n", "PC011", "\t", "tab is used for indentation"),
        ("name:shop\njobs:\n  a: b\n", "PC012", ":", "space is missing after this `:`"),
        ("a: b\nc:d\ne: f\n", "PC012", ":", "space is missing after this `:`"),
        ("a:\n- b\n-c\nd: e\n", "PC012", "-", "space is missing after this `-`"),
        ("a: b\nword\nd: e\n", "PC012", "word", "has no `:`"),
        ("a: b\nc = d\ne: f\n", "PC012", "c = d", "has no `:`"),
        ("a: 'x\nb: c\n", "PC013", "'", "quote `'` is not closed"),
        ('a: "x\n', "PC013", '"', 'quote `"` is not closed'),
        ("a: 'x\nb: 'c'\n", "PC013", "'", "not closed on its line"),
        ("a: [b, c\nd: e\n", "PC013", "[", "`[` is not closed"),
        ("a: {b: c\n", "PC013", "{", "`{` is not closed"),
        ("a: [b]]\n", "PC013", "]", "`]` closes nothing"),
        ("a: }\n", "PC013", "}", "`}` closes nothing"),
        ("a: 'it's'\n", "PC013", "s'", "text follows the closing `'`"),
        ("a:\n  b: c\n d: e\n", "PC014", "d: e", "indented by 1 space"),
        ("a: b\n  c: d\n", "PC014", "c", "indented deeper"),
        ("  a: b\nc: d\n", "PC014", "c: d", "fits nothing above"),
        ("- a\nb: c\n", "PC014", "b: c", "among the items of a list"),
        ("a: b\n- c\n", "PC014", "-", "among the keys of a mapping"),
        ("script: |\nmake test\nb: c\n", "PC014", "make test", "does not belong to the block"),
        ("a: b: c # d\n", "PC015", "b: c", "contains `: `"),
        ("a: @b # c\n", "PC015", "@b", "begins with `@`"),
        ("a: `b`\n", "PC015", "`b`", "begins with a back-quote"),
        ("a: %x\n", "PC015", "%x", "begins with `%`"),
        ("a: [*.py, b]\n", "PC015", "*.py", "begins with `*`"),
        ("- **/*.py\n", "PC015", "**/*.py", "begins with `*`"),
        ("a: & b\n", "PC015", "& b", "begins with `&`"),
        ("a: >=1.0\n", "PC015", ">=1.0", "begins with `>`"),
        ("a: !h!x b\n", "PC015", "!h!x", "begins with `!`"),
        ("a: [${{ x }}, b]\n", "PC015", "${{ x }}", "needs quotes inside brackets"),
        ("a: {b: x-${Y}-z, c: d}\n", "PC015", "x-${Y}-z", "needs quotes inside brackets"),
        ('a: "x\\d"\n', "PC016", "\\d", "no escape"),
        ('a: "\\xZZ"\n', "PC016", "\\xZ", "no escape"),
        ("a: - b\n", "PC010", "-", "on the line of its key"),
        ("a: | echo\n", "PC010", "echo", "cannot follow `|`"),
        ("a: [b, , c]\n", "PC010", ",", "value is missing"),
        ("a: {b: c: d}\n", "PC010", ":", "`,` or `}` is missing"),
        ("a: {b: |\n x}\n", "PC010", "|", "inside brackets"),
        ("a: &x *y\n", "PC010", "*y", "already complete"),
        ("%YAML 3.0\n---\na: b\n", "PC010", "%", "not valid YAML"),
    ],
)
def test_the_cause_is_named(text, code, at, words):
    for newline in ("\n", "\r\n", "\r"):
        written = text.replace("\n", newline)
        found = only(written)
        assert (found.code, written[found.span.start : found.span.end]) == (code, at)
        assert words in found.message
        assert found.label
        assert found.help or found.code == "PC010"


def test_the_place_of_the_first_mistake_is_the_offset():
    text = "é: 1\nb: [日, ${X}]\n"
    assert only(text).span[1:] == (12, 16)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b: c\n", "a: 'b: c'\n"),
        ("a: @it's\n", 'a: "@it\'s"\n'),
        ("a: [*.py, b]\n", "a: ['*.py', b]\n"),
        ("a: [${{ x }}]\n", "a: ['${{ x }}']\n"),
        ("name:shop\njobs: 1\n", "name: shop\njobs: 1\n"),
        ("a:\n- b\n-c\nd: e\n", "a:\n- b\n- c\nd: e\n"),
        ('a: "x\\d"\n', 'a: "x\\\\d"\n'),
    ],
)
def test_a_fix_makes_it_valid_and_is_never_called_safe(text, expected):
    found = only(text)
    assert found.fix is not None
    assert not found.fix.safe
    fixed = apply_edits(text, found.fix.edits)
    assert fixed == expected
    assert load_tree(Source("p", fixed))[1] == ()


def test_an_alias_before_the_error_is_reported_too():
    _, diagnostics = load_tree(Source("p", "a: *x\nb: [\n"))
    assert [d.code for d in diagnostics] == ["PC022", "PC013"]


def test_a_tab_is_named_where_indentation_is_wrong_by_it():
    text = "a:\n  b:\n\tc: d\n"
    found = only(text)
    assert (found.code, found.span[1:]) == ("PC011", (8, 9))
