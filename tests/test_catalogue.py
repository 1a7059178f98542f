"""The catalogue as a whole: large enough, each rule about a cause of its own, no area left out, many with a repair."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from compiler.catalogue import codes, page, pages
from compiler.diagnostics.render_text import render
from tests.areas import AREAS
from tests.examples import run_example, write_files
from tests.pages import example, sections

ROOT = Path(__file__).parents[1]
OF_TARGETS = frozenset(code for code, module in codes().items() if module.startswith("compiler.backends."))
OF_THE_LANGUAGE = frozenset(codes()) - OF_TARGETS
LEAST = 80


def twice(values):
    return [value for value, count in Counter(values).items() if count > 1]


def test_there_are_enough_rules_without_those_of_the_targets():
    assert len(OF_THE_LANGUAGE) >= LEAST


def test_each_rule_is_a_module_with_a_norm_and_a_mistake_of_its_own():
    assert twice(codes().values()) == []
    assert twice(each.rule.title for each in pages()) == []
    assert twice(each.text.partition("\n")[0] for each in pages()) == []
    bad = [example(sections(each.text)["Bad"]) for each in pages()]
    assert twice((*sorted(each.files.items()), *each.options) for each in bad) == []


@pytest.mark.parametrize("area", AREAS)
def test_an_area_has_a_rule(area, tmp_path):
    code, text = AREAS[area]
    options = ("target=compose",) if code in OF_TARGETS else ()
    write_files(tmp_path, {"pipeline.yaml": text})
    found = run_example(tmp_path, options)
    assert code in found.codes, render(found.diagnostics, found.sources, color=False)


@cache
def promising():
    """The codes whose page promises a fix."""
    return frozenset(each.rule.code for each in pages() if re.match(r"\s*(Safe|Unsafe)", sections(each.text)["Fix"]))


def test_a_third_of_the_rules_have_a_fix():
    assert 3 * len(promising()) >= len(codes())
    assert 3 * len(promising() - OF_TARGETS) >= len(OF_THE_LANGUAGE)


@pytest.mark.parametrize("code", sorted(promising()))
def test_a_fix_that_is_promised_is_offered(code, tmp_path):
    """By the bad example, or where that shows what cannot be repaired, by a golden case."""
    bad = example(sections(page(code).text)["Bad"])
    write_files(tmp_path, bad.files, bad.options)
    if offers(code, tmp_path, bad.options):
        return
    cases = (ROOT / "golden" / "diagnostics").glob(f"{code}-*")
    assert any(offers(code, case, read_options(case)) for case in cases)


def offers(code, folder, options):
    found = run_example(folder, options).diagnostics
    return any(item.code == code and item.fix is not None for item in found)


def read_options(case):
    path = case / "options"
    return path.read_text().split() if path.exists() else []
