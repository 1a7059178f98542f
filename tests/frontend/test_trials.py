"""Repairs of what is no YAML: made where the file can be read then, whatever else stands in it."""

import pytest

from compiler.diagnostics.apply import apply_fixes
from compiler.frontend.trials import loads
from compiler.frontend.yaml import load_tree
from compiler.source import Source


def repaired(text):
    """Return the text with the only fix made; None where there is none."""
    (found,) = load_tree(Source("p", text))[1]
    if found.fix is None:
        return None
    assert not found.fix.safe
    return apply_fixes({"p": text}, [found.fix])[0]["p"]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a:\n\tb: 1\n\tc:\n\t\t- d\n", "a:\n  b: 1\n  c:\n    - d\n"),
        ("a:\n\t- b: 1\n\t  c: |\n\t\tx\n\t\t\ty\n", "a:\n    - b: 1\n      c: |\n        x\n            y\n"),
        ("a:\n  b:\n\tc: 1\n", "a:\n  b:\n    c: 1\n"),
        ("a:\n  - b: 1\n\tc: 2\n", "a:\n  - b: 1\n    c: 2\n"),
        ("a:\r\n\tb: é\r\n", "a:\r\n  b: é\r\n"),
        ("a:\n\tb: [1\n", None),
        ("a: 1\n\t\n\tb: {{\n", None),
    ],
)
def test_tabs_become_spaces(text, after):
    assert repaired(text) == after


def test_tabs_inside_a_script_are_content():
    text = "a:\n  s: |\n    if x\n    \tfoo\n\tb: 1\n"
    after = repaired(text)
    assert after is None or "    \tfoo\n" in after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('a: "one\nb: 2\n', 'a: "one"\nb: 2\n'),
        ("a: 'one  # why\nb: 2\n", "a: 'one'  # why\nb: 2\n"),
        ("a: 'it\nb: isn't\n", "a: 'it'\nb: isn't\n"),
        ("a: [x, y\nb: 2\n", "a: [x, y]\nb: 2\n"),
        ("a: {x: 1\nb: 2\n", "a: {x: 1}\nb: 2\n"),
        ('a: [x, "y]\nb: 2\n', None),
        ("a: x]\nb: [y]]\n", "a: x]\nb: [y]\n"),
        ("a: [x,\n  y\nb: 2\n", None),
    ],
)
def test_a_quote_or_bracket_is_closed_on_its_line(text, after):
    assert repaired(text) == after


@pytest.mark.parametrize(
    ("text", "sound"), [("", True), ("a: 1\n", True), ("a: [\n", False), ("a: *x\n", True), ("\ta: 1\n", False)]
)
def test_what_loads_is_yaml_by_its_syntax(text, sound):
    assert loads(text) is sound
