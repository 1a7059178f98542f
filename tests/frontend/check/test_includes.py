"""Includes: one document from several files."""

from pathlib import Path

import pytest

from compiler.driver import Request, analyse, settle
from compiler.frontend.files import read_source
from compiler.source import Source

MAIN = "version: 1\nname: shop\ninclude: [ci/one.fragment.yaml]\njobs: {a: {steps: [{script: x}]}}\n"


def load(folder: Path, files: dict[str, str], main: str = MAIN):
    (folder / ".git").mkdir()
    for name, text in {"pipeline.yaml": main, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    path = str(folder / "pipeline.yaml")
    source = read_source(path, "pipeline.yaml")
    assert isinstance(source, Source)
    return analyse(Request(path, source, str(folder)))


def codes(analysis) -> list[tuple[str, str]]:
    return [(item.code, item.span.path) for item in settle(analysis.diagnostics, analysis.sources)]


def test_maps_of_names_merge_one_level_and_triggers_concatenate(tmp_path):
    found = load(
        tmp_path,
        {
            "ci/one.fragment.yaml": "params: {p: {default: x}}\nglobal_env: {A: '${params.p}'}\ntriggers: [tag]\n"
            "jobs: {b: {depends_on: [a], environment: {B: '${A}'}, steps: [{script: x}]}}\n"
            "components: {web: {image: 'registry.example/web:1'}}\nenvironments: {e: {runner: compose}}\n"
        },
        MAIN + "triggers: [push]\nglobal_env: {C: x}\n",
    )
    assert codes(found) == []
    document = found.checked.document
    assert [job.name for job in document.jobs] == ["a", "b"]
    assert [item.event for item in document.triggers] == ["push", "tag"]
    assert [item.name for item in document.jobs[0].instances[0][0].steps[0].environment] == ["A", "C"]
    assert document.jobs[1].origin.path == "ci/one.fragment.yaml"


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ("jobs: {a: {steps: [{script: x}]}}\n", "PC042"),
        ("name: other\n", "PC042"),
        ("timeout: 5m\n", "PC042"),
        ("version: 1\n", None),
        ("concurrency: {group: g}\n", None),
    ],
)
def test_an_equal_name_or_another_key_in_two_files_is_an_error(tmp_path, fragment, code):
    found = load(tmp_path, {"ci/one.fragment.yaml": fragment}, MAIN + "timeout: 1h\n")
    assert codes(found) == ([(code, "ci/one.fragment.yaml")] if code else [])
    for diagnostic in found.diagnostics:
        assert diagnostic.related[0].span.path == "pipeline.yaml"


def test_a_file_that_is_reached_twice_is_read_once(tmp_path):
    files = {
        "ci/one.fragment.yaml": "include: [two.fragment.yaml, ./three.fragment.yaml]\n",
        "ci/two.fragment.yaml": "include: [three.fragment.yaml]\n",
        "ci/three.fragment.yaml": "jobs: {c: {steps: [{script: x}]}}\n",
    }
    found = load(tmp_path, files)
    assert codes(found) == []
    assert len(found.files) == 4


def test_a_cycle_is_an_error_where_it_closes(tmp_path):
    files = {
        "ci/one.fragment.yaml": "include: [two.fragment.yaml]\n",
        "ci/two.fragment.yaml": "include: [one.fragment.yaml]\njobs: {b: {steps: [{script: x}]}}\n",
    }
    assert codes(load(tmp_path, files)) == [("PC041", "ci/two.fragment.yaml")]


def test_mistakes_in_a_fragment_stand_there_and_the_rest_is_checked(tmp_path):
    found = load(
        tmp_path,
        {"ci/one.fragment.yaml": "jobs:\n  b:\n    depends_on: [c]\n    stpes: []\n    steps: [{script: x}]\n"},
        MAIN.replace("script: x", "script: x, environment: {A: '${NONE}'}"),
    )
    assert codes(found) == [
        ("PC302", "ci/one.fragment.yaml"),
        ("PC101", "ci/one.fragment.yaml"),
        ("PC401", "pipeline.yaml"),
    ]


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/x.yaml", "missing.yaml"])
def test_what_cannot_be_read_is_an_error_at_the_name(tmp_path, name):
    found = load(tmp_path, {}, MAIN.replace("ci/one.fragment.yaml", name))
    ((code, path),) = codes(found)
    assert code in {"PC001", "PC040"}
    assert path == "pipeline.yaml"


@pytest.mark.parametrize("fragment", ["- a\n- b\n", "just text\n"])
def test_a_fragment_that_is_no_mapping_is_told(tmp_path, fragment):
    found = load(tmp_path, {"ci/one.fragment.yaml": fragment})
    ((code, path),) = codes(found)
    assert (code, path) == ("PC102", "ci/one.fragment.yaml")
