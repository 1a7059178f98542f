"""The golden reviews: each folder of `golden/reviews` has two pipelines and all that is said of the way between.

`expected.txt` is for people, `expected.json` has every field. `--update-goldens` writes both.
"""

import json
from pathlib import Path

import pytest

from compiler.review.statement import Review
from tests.review.meaning.reviews import listing, plan_of, read, review_of

CASES = Path(__file__).parents[3] / "golden" / "reviews"
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_a_review_says_what_is_expected(name, request):
    folder = CASES / name
    before, after = read(folder / "before.yaml"), read(folder / "after.yaml")
    found = review_of(before.text, after.text)
    made = {"expected.txt": listing(found, before, after), "expected.json": _data(found)}
    if request.config.getoption("update_goldens"):
        for file, text in made.items():
            (folder / file).write_text(text)
    assert {file: (folder / file).read_text() for file in made} == made


def test_there_is_a_case_for_each_kind_of_change():
    assert len(NAMES) >= 80


def test_what_a_review_says_is_one_line_without_a_full_stop():
    for name in NAMES:
        for each in json.loads((CASES / name / "expected.json").read_text())["statements"]:
            for text in (each["text"], each["reason"]):
                assert not text.endswith("."), (name, text)
                assert text.isprintable(), (name, text)


def test_what_has_a_level_has_a_reason():
    for name in NAMES:
        for each in json.loads((CASES / name / "expected.json").read_text())["statements"]:
            assert (each["level"] == "none") == (each["reason"] == ""), (name, each)


def test_the_same_file_says_nothing():
    text = (CASES / "a-large-change" / "before.yaml").read_text()
    assert review_of(text, text).statements == ()
    assert plan_of(text).name == "shop"


def _data(found: Review) -> str:
    statements = [
        {
            "level": each.level,
            "rule": each.rule,
            "subject": each.subject._asdict(),
            "text": each.text,
            "reason": each.reason,
            "lines": list(each.lines),
            "before": [each.before.start, each.before.end] if each.before.path else None,
            "after": [each.after.start, each.after.end] if each.after.path else None,
        }
        for each in found.statements
    ]
    data = {"level": found.level, "changes": len(found.changes), "statements": statements}
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
