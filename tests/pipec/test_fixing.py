"""Repairs: made in rounds, never for the worse, and nothing else in the file touched."""

import difflib
from pathlib import Path

import pytest

from compiler.catalogue import codes, page
from compiler.diagnostics import Diagnostic, Edit, Fix, Span
from compiler.driver import Request, lint
from compiler.frontend.files import read_source
from compiler.layout import format_source
from compiler.source import Source
from pipec.repairs.rounds import View, repair, with_texts
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


def test_errors_are_repaired_before_what_they_bring_about(tmp_path):
    text = """\
version: 1
name: shop
defaults: {image: "registry.example/make:4.4"}
jobs:
  a: {steps: [{script: make}]}
  b: {depends_on: [a], steps: [{script: make}]}
  c:
    depends_on: [a, b]
    run_on: [failure]
    steps: [{script: make}]
"""
    request = written(tmp_path, text)
    assert repair(request, look).texts == {request.path: text.replace("run_on", "runs_on")}


def test_the_safe_repair_of_a_cause_is_made_before_unsafe_ones_of_its_consequences(tmp_path):
    text = """\
version: 1
name: shop
defaults: {image: "registry.example/make:4.4"}
jobs:
  a:
    services: {db: {image: "registry.example/db:1.0", port: [5432]}}
    steps: [{script: make, environment: {AT: "${PIPEC_SERVICE_DB_HOST}:${PIPEC_SERVICE_DB_PORT}"}}]
"""
    request = written(tmp_path, text)
    repaired = repair(request, look, unsafe=True).texts[request.path]
    assert "ports: [5432]" in repaired
    assert "${PIPEC_SERVICE_DB_PORT}" in repaired


def test_the_most_certain_of_several_repairs_of_one_place_is_made(tmp_path):
    request = written(tmp_path, SEVERAL.replace("make lint", "to-be-repaired"))

    def several(request: Request) -> View:
        text = request.source.text
        start = text.find("to-be-repaired")
        span = Span("pipeline.yaml", start, start + len("to-be-repaired"))
        found = [
            Diagnostic("PC999", severity, span, new, fix=Fix(new, safe, (Edit(span, new),)))
            for severity, safe, new in (("error", False, "unsafe"), ("hint", True, "hint"), ("error", True, "error"))
            if start >= 0
        ]
        return View(found, {"pipeline.yaml": request.source})

    repaired = repair(request, several, unsafe=True)
    assert [item.message for item in repaired.made] == ["error"]
    assert "script: error" in repaired.texts[request.path]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_was_in_its_layout_is_in_it_after_repairs(newline, tmp_path):
    text = """\
version: 1
name: shop
defaults: {image: "registry.example/make:4.4"}
jobs:
  a:
    steps:
      - script: make "${params.title}"
params: {title: {type: string, default: a}}
"""
    laid_out = format_source(Source("pipeline.yaml", text.replace("\n", newline)))
    assert isinstance(laid_out, str)
    request = written(tmp_path, laid_out)
    repaired = repair(request, look, unsafe=True).texts[request.path]
    assert repaired != laid_out
    assert format_source(Source("pipeline.yaml", repaired)) == repaired


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
