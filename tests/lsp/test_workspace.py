"""Which pipelines a file belongs to, what is kept of them, and what unsaved texts change."""

import os

import pytest

from pipec.lsp.files import path_of, uri_of
from pipec.lsp.findings import find_problems
from pipec.lsp.layout import format_file

PIPELINE = (
    "version: 1\nname: shop\ninclude: [{}]\njobs:\n  test:\n    depends_on: [build]\n    steps: [{{script: a}}]\n"
)
FRAGMENT = "jobs: {build: {steps: [{script: a}]}}\n"


def belongs(editor, name):
    return [
        path.removeprefix(f"{editor.folder}/")
        for path in editor.workspace.subjects_of(editor.path(name), editor.opened)
    ]


def test_through_includes_of_includes(editor):
    editor.write(
        {
            "pipeline.yaml": PIPELINE.format("a.fragment.yaml"),
            "a.fragment.yaml": "include: [sub/b.yaml]\n",
            "sub/b.yaml": FRAGMENT,
            "other.pipeline.yaml": "name: other\n",
        }
    )
    assert belongs(editor, "pipeline.yaml") == ["pipeline.yaml"]
    assert belongs(editor, "a.fragment.yaml") == ["pipeline.yaml"]
    assert belongs(editor, "sub/b.yaml") == ["pipeline.yaml"]
    assert belongs(editor, "lonely.fragment.yaml") == ["lonely.fragment.yaml"]
    assert belongs(editor, "values.yaml") == []


def test_unsaved_includes_count(editor):
    editor.write({"pipeline.yaml": "name: shop\n", "a.fragment.yaml": FRAGMENT})
    assert belongs(editor, "a.fragment.yaml") == ["a.fragment.yaml"]
    editor.open(PIPELINE.format("a.fragment.yaml"), cursor=False)
    assert belongs(editor, "a.fragment.yaml") == ["pipeline.yaml"]
    editor.open(PIPELINE.format("b.fragment.yaml"), cursor=False)
    assert belongs(editor, "a.fragment.yaml") == ["a.fragment.yaml"]


def test_includes_that_are_being_typed_keep_what_can_be_read(editor):
    editor.write({"a.fragment.yaml": FRAGMENT})
    editor.open(PIPELINE.format("a.fragment.yaml") + "  x: [\n", cursor=False)
    assert belongs(editor, "a.fragment.yaml") == ["pipeline.yaml"]


def test_cycles_end(editor):
    editor.write({"pipeline.yaml": PIPELINE.format("a.yaml"), "a.yaml": "include: [pipeline.yaml, a.yaml]\n"})
    assert belongs(editor, "a.yaml") == ["pipeline.yaml"]


def codes(editor, name="pipeline.yaml"):
    found = find_problems(editor.workspace, editor.path(name), editor.opened)
    return {path.rpartition("/")[2]: [item.code for item in items] for path, items in found.by_file().items()}


def test_unsaved_fragments_win_over_the_disk(editor):
    editor.write({"pipeline.yaml": PIPELINE.format("a.fragment.yaml"), "a.fragment.yaml": FRAGMENT})
    assert codes(editor) == {"pipeline.yaml": [], "a.fragment.yaml": []}
    editor.open(FRAGMENT.replace("build", "other"), "a.fragment.yaml", cursor=False)
    assert codes(editor) == {"pipeline.yaml": ["PC302"], "a.fragment.yaml": []}
    editor.opened = {}
    assert codes(editor)["pipeline.yaml"] == []


def test_what_is_read_is_kept_until_a_file_changes(editor):
    editor.write({"pipeline.yaml": PIPELINE.format("a.fragment.yaml"), "a.fragment.yaml": FRAGMENT})
    path = editor.path("pipeline.yaml")
    first = editor.workspace.model(path, editor.opened)
    assert editor.workspace.model(path, editor.opened) is first
    editor.write({"a.fragment.yaml": FRAGMENT + "# longer\n"})
    assert editor.workspace.model(path, editor.opened) is not first


def test_the_configuration_counts(editor):
    editor.write({"pipeline.yaml": "version: 1\nname: shop\njobs: {test: {steps: [{script: a, timout: 1m}]}}\n"})
    assert codes(editor) == {"pipeline.yaml": ["PC101"]}
    editor.write({".pipec.toml": '[lint]\nignore = ["PC101"]\n'})
    editor.workspace.forget()
    assert codes(editor)["pipeline.yaml"] == []
    editor.write({".pipec.toml": '[lint]\nignroe = ["PC101"]\n'})
    editor.workspace.forget()
    found = codes(editor)
    assert found["pipeline.yaml"] == ["PC101"]
    assert found[".pipec.toml"]


def test_new_files_are_seen_once_somebody_tells(editor):
    editor.write({"a.fragment.yaml": FRAGMENT})
    assert belongs(editor, "a.fragment.yaml") == ["a.fragment.yaml"]
    editor.write({"pipeline.yaml": PIPELINE.format("a.fragment.yaml")})
    editor.workspace.forget()
    assert belongs(editor, "a.fragment.yaml") == ["pipeline.yaml"]


def test_a_file_that_is_gone(editor):
    assert find_problems(editor.workspace, editor.path("pipeline.yaml"), editor.opened) is None
    assert editor.workspace.model(editor.path("pipeline.yaml"), editor.opened) is None


@pytest.mark.parametrize("name", ["a b.yaml", "é😀.yaml", "a%20b.yaml", "a#b?c;d.yaml", b"\xff.yaml"])
def test_addresses_there_and_back(tmp_path, name):
    path = f"{tmp_path}/{os.fsdecode(name)}"
    assert path_of(uri_of(path, {})) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.yaml", "/a/b.yaml"),
        ("file://localhost/a/b.yaml", "/a/b.yaml"),
        ("file:///a/../c%20d.yaml", "/c d.yaml"),
        ("untitled:Untitled-1", None),
        ("file://host/a", None),
        ("https://a/b", None),
        ("", None),
    ],
)
def test_addresses(uri, path):
    assert path_of(uri) == path


def test_the_layout_as_edits(editor):
    text = "version: 1\nname:   shop\njobs: {test: {steps: [{script: a}]}}   # 😀\n"
    place = editor.open(text, cursor=False)
    edits = format_file(place.path, editor.opened)
    assert edits
    for edit in reversed(edits):
        text = text[: edit.location.start] + edit.text + text[edit.location.end :]
    assert "name: shop\n" in text
    editor.open(text, cursor=False)
    assert format_file(place.path, editor.opened) == ()


def test_a_broken_file_has_no_layout(editor):
    place = editor.open("jobs: [\n", cursor=False)
    assert format_file(place.path, editor.opened) is None
