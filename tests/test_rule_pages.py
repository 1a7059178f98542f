"""Every rule's page: complete, and true of the compiler as it is."""

import re
from collections import Counter
from pathlib import Path

import pytest

from compiler.catalogue import codes, page
from tests.examples import Found, check_fixes, run_example, told, write_files
from tests.pages import Example, example, sections

CODES = tuple(codes())


def run(folder: Path, files: dict[str, str], options: tuple[str, ...]) -> Found:
    write_files(folder, files, options)
    return run_example(folder, options)


def read(code: str, title: str) -> Example:
    return example(sections(page(code).text)[title])


def test_titles_are_unique():
    titles = Counter(page(code).rule.title for code in CODES)
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("code", CODES)
def test_the_page_is_complete(code):
    rule, text = page(code)
    assert rule.code == code
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.title)
    first, blank, *_ = text.split("\n")
    assert re.fullmatch(r"\S[^\n]*[^.]\.", first)
    assert ". " not in first
    assert code not in first
    assert blank == ""
    parts = sections(text)
    assert list(parts) == ["Bad", "Good", "Fix"]
    assert text.partition("\n\n")[2].partition("## Bad")[0].strip(), "the page does not say what is wrong and why"
    assert re.match(r"\n\n(Safe|Unsafe|None)[:.,; ]", parts["Fix"]), parts["Fix"]


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_fires_exactly_this_code(code, tmp_path):
    bad = read(code, "Bad")
    found = run(tmp_path, bad.files, bad.options)
    assert set(found.codes) == {code}, told(found)


@pytest.mark.parametrize("code", CODES)
def test_the_good_example_is_clean(code, tmp_path):
    good = read(code, "Good")
    assert told(run(tmp_path, good.files, good.options)) == []


@pytest.mark.parametrize("code", CODES)
def test_each_fix_removes_its_diagnostic_and_brings_no_other(code, tmp_path):
    bad = read(code, "Bad")
    write_files(tmp_path / "bad", bad.files, bad.options)
    check_fixes(tmp_path / "bad", bad.options)


@pytest.mark.parametrize("code", CODES)
def test_the_page_says_of_a_fix_whether_it_is_safe(code, tmp_path):
    bad = read(code, "Bad")
    fixes = [item.fix for item in run(tmp_path, bad.files, bad.options).diagnostics]
    said = set(re.findall(r"\b(safe|unsafe|none)\b", sections(page(code).text)["Fix"].lower()))
    assert {"safe" if fix.safe else "unsafe" for fix in fixes if fix is not None} <= said
