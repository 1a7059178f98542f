"""How rules are named: by code, by the beginning of codes, by title."""

import pytest

from compiler.catalogue import codes, pages
from compiler.selectors import is_fixed, select_rules, suggest_rule


def test_every_code_and_every_title_names_its_rule():
    for page in pages():
        assert select_rules(page.rule.code) == page.rule.code
        assert select_rules(page.rule.title) == page.rule.code


@pytest.mark.parametrize(
    ("name", "selected"),
    [
        ("PC", "PC"),
        ("pc3", "PC3"),
        ("Pc305", "PC305"),
        ("malformed-schedule", "PC202"),
        ("PC3050", None),
        ("P", None),
        ("", None),
        ("redundant_dependency", None),
        ("Redundant-Dependency", None),
        ("__init__", None),
        ("é", None),
    ],
)
def test_names(name, selected):
    assert select_rules(name) == selected


def test_only_errors_of_reading_are_fixed():
    assert {code for code in codes() if is_fixed(code)} == {code for code in codes() if code < "PC030"}
    assert is_fixed("PC00")
    assert not is_fixed("PC0")
    assert not is_fixed("PC")


def test_suggestions():
    assert suggest_rule("redundant-dependancy") == "did you mean `redundant-dependency`?"
    assert "explain codes" in suggest_rule("x" * 100)
