"""Renaming: every mention, or a reason; the result means what it meant before."""

import pytest

from compiler.diagnostics import Edit, Span
from compiler.diagnostics.apply import apply_edits
from pipec.lsp.rename import Refusal, renamable_at, rename

from .test_navigation import FRAGMENT, PIPELINE, TEXT


def renamed(editor, offset, new, name="pipeline.yaml"):
    """Return the texts after renaming, by file; or the reason why not."""
    found = rename(editor.workspace, editor.path(name), offset, new, editor.opened)
    if isinstance(found, Refusal):
        return found.reason
    edits = {}
    for each in found:
        edits.setdefault(each.path, []).append(Edit(Span(each.path, each.start, each.end), new))
    return {path: apply_edits(editor.opened[path].text, each) for path, each in edits.items()}


def test_a_job_with_all_that_names_it(editor):
    editor.open(TEXT, cursor=False)
    offset = TEXT.index("[build]") + 1
    (text,) = renamed(editor, offset, "compile-all").values()
    assert text.count("compile-all") == 11
    kept = text.replace("compile-all", "build")
    assert kept == TEXT
    for line in (
        "  compile-all:",
        "    name: compile-all",
        "    depends_on: [compile-all]",
        "    inputs: [compile-all.dist, {artifact: 'compile-all.dist', path: other}]",
        "      job.compile-all.status == 'success' &&",
        "      job['compile-all'].outputs.image != ''",
        "    image: {from: compile-all.image}",
        "    artifact: compile-all.dist",
        "    - pattern: compile-all.dist",
        "      LEVEL: ${LEVEL}-build",
    ):
        assert line in text.splitlines()
    assert "${job.compile-all.outputs.image}" in text


def test_what_is_renamed_is_as_clean_as_before(editor):
    place = editor.open(TEXT, cursor=False)
    before = editor.workspace.study(place.path, editor.opened).analysis.diagnostics
    (text,) = renamed(editor, TEXT.index("build:"), "other").values()
    editor.open(text, cursor=False)
    after = editor.workspace.study(place.path, editor.opened).analysis.diagnostics
    assert [item.code for item in after] == [item.code for item in before]


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("test", "There is a job `test` already."),
        ("1st", "`1st` is no name of a job"),
        ("a b", "`a b` is no name of a job"),
        ("", "`` is no name of a job"),
        ("null", "`null` is no name of a job"),
        ("x" * 51, "is no name of a job"),
        ("a\nb", "is no name of a job"),
        ("é", "is no name of a job"),
    ],
)
def test_a_name_that_cannot_be(editor, new, reason):
    editor.open(TEXT, cursor=False)
    assert reason in renamed(editor, TEXT.index("build:"), new)


@pytest.mark.parametrize("word", ["region:", "LEVEL:", "token]", "image]", "version", "make"])
def test_what_scripts_and_callers_know_is_not_renamed(editor, word):
    place = editor.open(TEXT, cursor=False)
    assert renamable_at(editor.workspace, place.path, TEXT.index(word), editor.opened) is None
    assert renamed(editor, TEXT.index(word), "x") == "There is no name here that can be renamed."


def test_a_name_that_nothing_defines_is_not_renamed(editor):
    text = TEXT.replace("[build]", "[missing]")
    place = editor.open(text, cursor=False)
    assert renamable_at(editor.workspace, place.path, text.index("missing"), editor.opened) is None


@pytest.mark.parametrize(
    ("word", "count"), [("dist:", 5), ("web:", 3), ("live:", 2), ("one\n", 2), ("py:", 3), ("base {", 2)]
)
def test_other_names(editor, word, count):
    editor.open(TEXT, cursor=False)
    (text,) = renamed(editor, TEXT.index(word), "renamed").values()
    assert text.count("renamed") == count


def test_the_name_and_its_place_are_told_first(editor):
    place = editor.open(TEXT, cursor=False)
    location, name = renamable_at(editor.workspace, place.path, TEXT.index("build.dist") + 2, editor.opened)
    assert (name, TEXT[location.start : location.end]) == ("build", "build")
    location, name = renamable_at(editor.workspace, place.path, TEXT.index("build.dist") + 7, editor.opened)
    assert (name, TEXT[location.start : location.end]) == ("dist", "dist")


def test_across_pipelines_that_share_a_fragment(editor):
    editor.open(PIPELINE.format(name="one"), "one.pipeline.yaml", cursor=False)
    editor.open(PIPELINE.format(name="two"), "two.pipeline.yaml", cursor=False)
    editor.open(FRAGMENT, "shared.fragment.yaml", cursor=False)
    editor.open("version: 1\nname: far\njobs: {build: {steps: [{script: a}]}}\n", "far.pipeline.yaml", cursor=False)
    texts = renamed(editor, FRAGMENT.index("build"), "made", "shared.fragment.yaml")
    assert {path.rpartition("/")[2] for path in texts} == {
        "one.pipeline.yaml",
        "two.pipeline.yaml",
        "shared.fragment.yaml",
    }
    assert all("made" in text and "build" not in text for text in texts.values())


def test_a_name_that_another_pipeline_has_is_refused(editor):
    editor.open(PIPELINE.format(name="one"), "one.pipeline.yaml", cursor=False)
    editor.open(PIPELINE.format(name="two"), "two.pipeline.yaml", cursor=False)
    editor.open(FRAGMENT, "shared.fragment.yaml", cursor=False)
    reason = renamed(editor, FRAGMENT.index("build"), "two", "shared.fragment.yaml")
    assert reason == "There is a job `two` already."


def test_a_name_with_escapes_is_left(editor):
    text = TEXT.replace("[build]", '["b\\u0075ild"]')
    editor.open(text, cursor=False)
    assert renamed(editor, text.index("build:"), "x") == "`build` is written with escapes in pipeline.yaml, line 28."


def test_the_same_name_changes_nothing(editor):
    editor.open(TEXT, cursor=False)
    assert renamed(editor, TEXT.index("build:"), "build") == {}
