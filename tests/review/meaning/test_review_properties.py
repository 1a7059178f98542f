"""What holds for the review of any change: nothing is left unsaid, and the same change is said in the same bytes."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from compiler.review.apply import apply
from compiler.review.compare import compare
from compiler.review.meaning import entries, review
from compiler.review.meaning.case import make_case
from tests.review.core.test_review_round_trip import SEED, pair

GOLDENS = Path(__file__).parents[3] / "golden" / "reviews"


def check(seed):
    old, new, _, told = pair(seed)
    changes = compare(old, new)
    found = review(old, new, changes)
    assert found == review(old, new, changes), told
    assert found.changes == changes
    assert bool(found.statements) == bool(changes), told
    _check_all_told(old, new, changes, told)
    named = apply(old, [change for change in changes if change.kind == "renamed"])
    for change in changes:
        if change.kind != "renamed":
            assert review(named, apply(named, [change])).statements, f"{told}: {change.kind} {change.paths}"
    for statement in found.statements:
        assert statement.text.isprintable(), statement
        assert statement.subject.kind == "pipeline" or statement.subject.name, statement
        assert (statement.level == "none") == (not statement.reason), statement


def _check_all_told(old, new, changes, told):
    renames = [change for change in changes if change.kind == "renamed"]
    case = make_case(apply(old, renames), new, changes)
    said = {(edit.kind, edit.path) for entry in entries(case) for edit in entry.finding.tells}
    unsaid = [edit for edit in case.edits if (edit.kind, edit.path) not in said]
    assert not unsaid, (told, unsaid)


@pytest.mark.parametrize("number", range(30))
def test_every_change_is_told_and_the_same_way(number):
    check(SEED + number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(30, 400))
def test_every_change_is_told_and_the_same_way_many_times(number):
    check(SEED + number)


def test_the_order_of_changes_makes_no_difference():
    for number in range(20):
        old, new, _, told = pair(SEED + number)
        changes = list(compare(old, new))
        first = review(old, new, changes)
        Random(number).shuffle(changes)
        assert review(old, new, changes).statements == first.statements, told


def test_levels_go_down():
    for number in range(20):
        old, new, _, _ = pair(SEED + number)
        levels = [("none", "low", "notable", "dangerous").index(each.level) for each in review(old, new).statements]
        assert levels == sorted(levels, reverse=True)


def test_nothing_to_review_is_nothing_said():
    old, _, _, _ = pair(SEED)
    assert review(None, None).statements == ()
    assert review(old, old).statements == ()
    assert [each.rule for each in review(None, old).statements if each.rule == "pipeline"] == ["pipeline"]
    assert [each.rule for each in review(old, None).statements] == ["pipeline"]


PROGRAM = """
from pathlib import Path
from tests.review.meaning.reviews import listing, read, review_of
for folder in sorted(Path("golden/reviews").glob("deploy-*")):
    before, after = read(folder / "before.yaml"), read(folder / "after.yaml")
    print(listing(review_of(before.text, after.text), before, after))
"""


def test_no_order_of_sets_shows():
    root = GOLDENS.parents[1]
    texts = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    ]
    assert len(set(texts)) == 1
    assert len(texts[0]) > 1000
