"""Each rule: what makes it speak, at which level, and what leaves it silent. What goldens show is not shown again."""

import json

import pytest

from compiler.review.meaning.registry import RULES
from compiler.review.statement import LEVELS
from tests.review.meaning.changes import CASES, CD, CI, FIRES, SECRET, SILENT, Swap
from tests.review.meaning.reviews import review_of, told


def swapped(text: str, swaps: tuple[Swap, ...]) -> str:
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(("rule", "key", "text", "swaps"), FIRES, ids=[f"{each[0]}-{each[1]}" for each in FIRES])
def test_a_rule_speaks_with_its_level_and_reason(rule, key, text, swaps):
    reason = next(each.reasons[key] for each in RULES if each.name == rule)
    found = told(text, swapped(text, swaps), rule)
    assert (reason.level, reason.text) in [(level, why) for level, _, why in found], review_of(
        text, swapped(text, swaps)
    ).statements


@pytest.mark.parametrize(("rule", "text", "swaps"), SILENT)
def test_a_rule_is_silent_about_what_is_not_its_own(rule, text, swaps):
    assert told(text, swapped(text, swaps), rule) == []


def test_each_rule_is_seen_silent():
    assert {each[0] for each in SILENT} == {rule.name for rule in RULES}


def test_a_pipeline_that_is_new_or_gone():
    assert [each[:2] for each in told("", CI, "pipeline")] == [("low", "pipeline `shop` is new: 3 jobs")]
    assert [each[:2] for each in told(CI, "", "pipeline")] == [("notable", "pipeline `shop` is removed: 3 jobs")]
    new = "pipeline `shop` is new: 3 jobs, deploys to `staging`, `production`"
    assert [each[:2] for each in told("", CD, "pipeline")] == [("notable", new)]
    assert [each[0] for each in told(CD, "", "pipeline")] == ["dangerous"]
    assert [each[0] for each in told("", SECRET, "secret-reader")] == ["notable"]


def test_every_reason_of_every_rule_is_told_somewhere():
    seen = {(rule, key) for rule, key, _, _ in FIRES} | {("pipeline", key) for key in RULES[0].reasons}
    reasons = {
        (rule.name, why.level, why.text): (rule.name, key) for rule in RULES for key, why in rule.reasons.items()
    }
    for path in CASES.glob("*/expected.json"):
        for each in json.loads(path.read_text())["statements"]:
            seen.add(reasons[each["rule"], each["level"], each["reason"]])
    silent = [why for why in reasons.values() if why not in seen]
    assert silent == []


def test_names_and_reasons_are_good():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    for rule in RULES:
        assert rule.says.endswith("."), rule.name
        for reason in rule.reasons.values():
            assert reason.level in LEVELS
            assert (reason.level == "none") == (not reason.text), (rule.name, reason)
