"""Repairs that are offered, and what comes of them."""

import pytest

from compiler.diagnostics import Edit, Span
from compiler.diagnostics.apply import apply_edits
from pipec.lsp.actions import quick_fixes
from pipec.lsp.findings import find_problems
from pipec.lsp.fix_all import fix_all

TEXT = """\
version: 1
name: shop
jobs:
  build:
    steps: [{script: make, timout: 3m}]
  test:
    depends_on: build
    steps:
      - script: |
          make
          echo ${params.regoin} 😀
        timeout: 5m
params:
  region: {type: number, default: 1}
"""


def offered(editor, text, word, name="pipeline.yaml"):
    place = editor.open(text, name, cursor=False)
    start = text.index(word)
    return quick_fixes(editor.workspace, place.path, start, start + len(word), editor.opened)


def taken(action, text):
    edits = [Edit(Span("", each.location.start, each.location.end), each.text) for each in action.replacements]
    return apply_edits(text, edits)


def codes(editor, text, name="pipeline.yaml"):
    place = editor.open(text, name, cursor=False)
    return [item.code for item in find_problems(editor.workspace, place.path, editor.opened).diagnostics]


def test_a_fix(editor):
    fix, silence = offered(editor, TEXT, "timout")
    assert (fix.title, fix.safe, fix.diagnostic.code) == ("Rename it to `timeout`", True, "PC101")
    assert taken(fix, TEXT) == TEXT.replace("timout", "timeout")
    assert silence.title == "Ignore PC101 with a comment"


@pytest.mark.parametrize("word", ["timout", "depends_on: build", "regoin"])
def test_a_comment_silences_just_that(editor, word):
    before = codes(editor, TEXT)
    silence = offered(editor, TEXT, word)[-1]
    after = codes(editor, taken(silence, TEXT))
    assert sorted([*after, silence.diagnostic.code]) == sorted(before)


def test_a_comment_that_is_there_gets_one_more_code(editor):
    text = TEXT.replace("timout: 3m}]", "timout: 3m}] # pipec: ignore[PC999]")
    silence = offered(editor, text, "timout")[-1]
    assert "# pipec: ignore[PC999, PC101]" in taken(silence, text)
    text = TEXT.replace("    steps: [{", "    # pipec: ignore[PC999] because\n    steps: [{")
    silence = offered(editor, text, "timout")[-1]
    assert "# pipec: ignore[PC999, PC101] because" in taken(silence, text)


def test_windows_line_ends(editor):
    text = TEXT.replace("\n", "\r\n")
    before = codes(editor, text)
    silence = offered(editor, text, "regoin")[-1]
    changed = taken(silence, text)
    assert changed.count("\n") == changed.count("\r\n")
    assert len(codes(editor, changed)) == len(before) - 1


def test_what_nothing_silences_has_no_comment(editor):
    text = TEXT.replace("  build:", "  build: [")
    assert not [action for action in offered(editor, text, text) if action.title.startswith("Ignore PC0")]


def test_all_that_is_safe_at_once(editor):
    place = editor.open(TEXT, cursor=False)
    action = fix_all(editor.workspace, place.path, editor.opened)
    changed = taken(action, TEXT)
    assert "timeout: 3m" in changed
    assert "depends_on: [build]" in changed
    assert "PC101" not in codes(editor, changed)


def test_all_that_is_safe_in_rounds_and_in_no_other_file(editor):
    fragment = "jobs:\n  x:\n    depends_on: build\n    steps: [{script: a}]\n"
    editor.write({"a.fragment.yaml": fragment})
    text = TEXT.replace("jobs:", "include: [a.fragment.yaml]\njobs:", 1).replace("\n", "\r\n")
    place = editor.open(text, cursor=False)
    action = fix_all(editor.workspace, place.path, editor.opened)
    assert {each.location.path for each in action.replacements} == {place.path}
    changed = taken(action, text)
    assert changed.count("\n") == changed.count("\r\n")
    editor.open(changed, cursor=False)
    assert fix_all(editor.workspace, place.path, editor.opened) is None
    there = editor.open(fragment, "a.fragment.yaml", cursor=False)
    assert taken(fix_all(editor.workspace, there.path, editor.opened), fragment) == fragment.replace("build", "[build]")


def test_nothing_to_fix(editor):
    text = "version: 1\nname: shop\njobs: {build: {steps: [{script: make}]}}\n"
    place = editor.open(text, cursor=False)
    assert fix_all(editor.workspace, place.path, editor.opened) is None
    assert offered(editor, "version: 1\n", "version") is not None


def test_an_unsafe_fix_says_so_and_is_none_of_those_made_at_once(editor):
    text = "version: 1\nname: shop\njobs: {build: {timeout: 5m, steps: [{script: make, timeout: 10m}]}}\n"
    place = editor.open(text, cursor=False)
    found = find_problems(editor.workspace, place.path, editor.opened).diagnostics
    unsafe = [item for item in found if item.fix is not None and not item.fix.safe]
    titles = [
        action.title for item in unsafe for action in offered(editor, text, text[item.span.start : item.span.end])
    ]
    assert any(title.endswith("(unsafe)") for title in titles)
    assert fix_all(editor.workspace, place.path, editor.opened) is None


def test_in_a_fragment_through_its_pipeline(editor):
    editor.write(
        {"pipeline.yaml": "version: 1\nname: shop\ninclude: [a.fragment.yaml]\njobs: {b: {steps: [{script: a}]}}\n"}
    )
    text = "jobs:\n  x:\n    depends_on: b\n    steps: [{script: a}]\n"
    fix = offered(editor, text, "depends_on: b", "a.fragment.yaml")[0]
    assert taken(fix, text) == text.replace("depends_on: b", "depends_on: [b]")


def test_a_lonely_fragment(editor):
    text = "jobs:\n  x:\n    depends_on: b\n    steps: [{script: a}]\n"
    fix = offered(editor, text, "depends_on: b", "a.fragment.yaml")[0]
    assert taken(fix, text) == text.replace("depends_on: b", "depends_on: [b]")
