"""Repairs: made in rounds, never for the worse, and nothing else in the file touched."""

import difflib
from pathlib import Path

import pytest

from compiler.catalogue import codes, page
from compiler.diagnostics import Diagnostic, Edit, Fix, Span
from compiler.driver import Request, lint
from compiler.frontend.files import read_source
from compiler.source import Source
from pipec.fixing import View, repair, with_texts
from tests.examples import write_files
from tests.pages import example, sections


def look(request: Request) -> View:
    analysis = lint(request)
    return View(analysis.diagnostics, analysis.sources)


def request_for(folder: Path) -> Request:
    path = str(folder / "pipeline.yaml")
    source = read_source(path, "pipeline.yaml")
    assert isinstance(source, Source)
    return Request(path, source, str(folder))


def written(folder: Path, text: str, **others: str) -> Request:
    (folder / ".git").mkdir()
    for name, other in others.items():
        (folder / f"{name}.fragment.yaml").write_bytes(other.encode())
    (folder / "pipeline.yaml").write_bytes(text.encode())
    return request_for(folder)


SEVERAL = """\
# the shop

version: 1
name: shop
jobs:
  build:   {steps: [{script: make}]}   # odd, and to be kept
  "test":
    depends_on: biuld
    steps:
      - scirpt: 'make test'
      - name:  two
        script: make lint
        timeout: 10 m
"""


def test_what_a_repair_brings_to_light_is_repaired_too(tmp_path):
    request = written(tmp_path, SEVERAL)
    repaired = repair(request, look)
    text = repaired.texts[request.path]
    assert [line for line in difflib.ndiff(SEVERAL.splitlines(), text.splitlines()) if line[0] in "+-"] == [
        "-     depends_on: biuld",
        "+     depends_on: [build]",
        "-       - scirpt: 'make test'",
        "+       - script: 'make test'",
        "-         timeout: 10 m",
        "+         timeout: 10m",
    ]
    assert sorted(item.code for item in repaired.made) == ["PC101", "PC103", "PC111", "PC302"]
    assert not look(with_texts(request, repaired.texts)).diagnostics


def test_repairing_twice_changes_nothing_more(tmp_path):
    request = written(tmp_path, SEVERAL)
    again = with_texts(request, repair(request, look).texts)
    assert repair(again, look) == ({}, ())


def test_line_ends_of_the_file_are_kept(tmp_path):
    text = SEVERAL.replace("\n", "\r\n")
    request = written(tmp_path, text)
    after = repair(request, look, unsafe=True).texts[request.path]
    assert after.count("\n") == after.count("\r\n") == text.count("\n")


def test_new_lines_end_as_the_others_do(tmp_path):
    text = (
        "version: 1\nname: shop\njobs:\n  show:\n    steps:\n"
        "      - name: show\n        script: |\n          echo ${trigger.branch}\n"
    ).replace("\n", "\r\n")
    request = written(tmp_path, text)
    after = repair(request, look, unsafe=True).texts[request.path]
    assert "environment:\r\n" in after
    assert after.count("\n") == after.count("\r\n")


def test_a_fragment_is_repaired_in_its_own_file(tmp_path):
    request = written(
        tmp_path,
        "version: 1\nname: a\ninclude: [ci.fragment.yaml]\njobs:\n  a: {depends_on: build, steps: [{script: make}]}\n",
        ci="jobs:\n  build:\n    depends_on: test\n    steps: [{script: make}]\n  test: {steps: [{script: make}]}\n",
    )
    repaired = repair(request, look)
    assert repaired.texts == {
        request.path: request.source.text.replace("depends_on: build", "depends_on: [build]"),
        str(tmp_path / "ci.fragment.yaml"): (
            "jobs:\n  build:\n    depends_on: [test]\n    steps: [{script: make}]\n  test: {steps: [{script: make}]}\n"
        ),
    }


def test_a_fix_that_would_do_harm_is_left_out(tmp_path):
    """Whatever a rule proposes: a pipeline without errors does not get one."""
    request = written(tmp_path, "version: 1\nname: shop\njobs:\n  test: {steps: [{script: 'make  test'}]}\n")

    def harmful(asked: Request) -> View:
        view = look(asked)
        text = asked.source.text
        found = [
            Diagnostic("PC999", "hint", span, "to be changed", fix=Fix("change it", True, (Edit(span, new),)))
            for old, new in (("jobs", "jbos"), ("make  test", "make test"), ("shop", "shop-2"))
            for span in [Span("pipeline.yaml", text.find(old), text.find(old) + len(old))]
            if old in text and new not in text
        ]
        return View((*view.diagnostics, *found), view.sources)

    repaired = repair(request, harmful)
    expected = request.source.text.replace("make  test", "make test").replace("shop", "shop-2")
    assert repaired.texts == {request.path: expected}


@pytest.mark.parametrize("code", [code for code in codes() if not code.startswith("PC7")])
def test_every_page_repaired_is_at_rest_and_no_worse(code, tmp_path):
    bad = example(sections(page(code).text)["Bad"])
    write_files(tmp_path, bad.files, bad.options)
    source = read_source(str(tmp_path / "pipeline.yaml"), "pipeline.yaml")
    if not isinstance(source, Source):
        return
    request = request_for(tmp_path)
    before = look(request)
    repaired = repair(request, look, unsafe=True)
    again = with_texts(request, repaired.texts)
    after = look(again)
    assert repair(again, look, unsafe=True) == ({}, ())
    assert sum(item.severity == "error" for item in after.diagnostics) <= sum(
        item.severity == "error" for item in before.diagnostics
    )
    fixable = {item.code for item in before.diagnostics if item.fix is not None}
    assert fixable <= {item.code for item in repaired.made}
