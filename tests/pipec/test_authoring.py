"""Lint, repair and layout agree: whatever a file looks like, one round of each and nothing is left for another.

The pipelines of `authoring/` are written as people write theirs. All but `legacy.yaml` are right: advice on them is a
mistake of the rule that gives it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from compiler.catalogue import codes, page
from compiler.driver import Request, plan_pipeline
from compiler.frontend.files import read_source
from compiler.ir.codec import to_json
from compiler.layout import format_source
from compiler.source import Source
from pipec.control.control import control_for
from pipec.linting import find
from pipec.repairs.rounds import View, repair, with_texts
from tests.pages import example, sections

ROOT = Path(__file__).parents[2]
OWN = Path(__file__).parent / "authoring"
HONEST = sorted(path.name for path in OWN.glob("*.yaml") if path.name != "legacy.yaml")
FEW = [*sorted(OWN.glob("*.yaml")), *sorted(ROOT.glob("examples/*/pipeline.yaml"))]
MANY = [*sorted(ROOT.glob("golden/plans/*/pipeline.yaml")), *sorted(ROOT.glob("golden/diagnostics/*/pipeline.yaml"))]
PAGES = [(code, title) for code in codes() for title in ("Bad", "Good")]

ABOUT = {"PC305": {"depends_on"}, "PC833": {"max_parallel", "fail_fast"}, "PC868": {"triggers"}}
"""What safe repairs take away because it says nothing: the plan has it written out, and means the same without."""


def look(request: Request) -> View:
    control = control_for(str(Path(request.path).parent), request.root)
    found, sources = find(request, control, shellcheck=False)
    return View(control.apply(found, sources), sources)


def findings(request: Request) -> list[tuple[str, str]]:
    return sorted((item.code, item.message) for item in look(request).diagnostics)


def plan(request: Request, without: frozenset[str] = frozenset()) -> object:
    """Return what a pipeline means, None where it means nothing, but for what stands under some keys."""
    found = plan_pipeline(request).plan
    return None if found is None else _less(to_json(found), without)


def _less(value: object, without: frozenset[str]) -> object:
    if isinstance(value, dict):
        return {key: _less(item, without) for key, item in value.items() if key not in without}
    return [_less(item, without) for item in value] if isinstance(value, list) else value


def laid_out(request: Request) -> Request:
    """Return a pipeline and what it includes in their layout; files without one stay as they are."""
    texts = {}
    for path, source in look(request).sources.items():
        text = format_source(source) if path.endswith((".yaml", ".yml")) else None
        if isinstance(text, str):
            texts[request.path if path == request.source.path else str(Path(request.root, path))] = text
    return with_texts(request, texts)


class Repaired(NamedTuple):
    """A pipeline after its repairs, and the codes of what was repaired."""

    request: Request
    codes: frozenset[str]


def repaired(request: Request, *, unsafe: bool) -> Repaired:
    done = repair(request, look, unsafe=unsafe)
    return Repaired(with_texts(request, done.texts), frozenset(item.code for item in done.made))


def a_second_time_there_is_nothing_to_repair(request: Request, *, unsafe: bool) -> None:
    assert not repaired(repaired(request, unsafe=unsafe).request, unsafe=unsafe).codes


def safe_repairs_keep_the_meaning(request: Request, *, unsafe: bool) -> None:
    done = repaired(request, unsafe=unsafe)
    without = frozenset(key for code in done.codes & ABOUT.keys() for key in ABOUT[code])
    before = plan(request, without)
    if before is not None:
        after = plan(done.request, without)
        assert after is not None
        assert unsafe or after == before


def repairs_leave_no_more_errors(request: Request, *, unsafe: bool) -> None:
    def errors(subject: Request) -> int:
        return sum(item.severity == "error" for item in look(subject).diagnostics)

    assert errors(repaired(request, unsafe=unsafe).request) <= errors(request)


def layout_after_repairs_changes_nothing_else(request: Request, *, unsafe: bool) -> None:
    done = repaired(request, unsafe=unsafe).request
    formatted = laid_out(done)
    assert plan(formatted) == plan(done)
    assert findings(formatted) == findings(done)
    assert not repaired(formatted, unsafe=unsafe).codes


def repairs_keep_the_layout(request: Request, *, unsafe: bool) -> None:
    """What does not load has no layout that could be kept."""
    if all(isinstance(format_source(source), str) for source in look(request).sources.values()):
        done = repaired(laid_out(request), unsafe=unsafe).request
        assert texts(laid_out(done)) == texts(done)


def texts(request: Request) -> dict[str, str]:
    return {path: source.text for path, source in look(request).sources.items()}


PROPERTIES: list[Callable[..., None]] = [
    a_second_time_there_is_nothing_to_repair,
    safe_repairs_keep_the_meaning,
    repairs_leave_no_more_errors,
    layout_after_repairs_changes_nothing_else,
    repairs_keep_the_layout,
]


def requests(path: Path, folder: Path) -> Iterator[Request]:
    source = read_source(str(path), path.name)
    if isinstance(source, Source):
        yield Request(str(path), source, str(folder))


def check(path: Path, properties: list[Callable[..., None]]) -> None:
    for request in requests(path, path.parent):
        for unsafe in (False, True):
            for holds in properties:
                holds(request, unsafe=unsafe)


@pytest.mark.parametrize("name", HONEST)
def test_nothing_is_found_in_what_is_right(name):
    (request,) = requests(OWN / name, OWN)
    assert findings(request) == []


@pytest.mark.parametrize("path", FEW, ids=lambda path: f"{path.parent.name}-{path.stem}")
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
def test_lint_repair_and_layout_agree(path, holds):
    check(path, [holds])


@pytest.mark.slow
@pytest.mark.parametrize("path", MANY, ids=lambda path: path.parent.name)
def test_they_agree_on_every_golden_pipeline(path):
    check(path, PROPERTIES)


@pytest.mark.slow
@pytest.mark.parametrize(("code", "title"), PAGES)
def test_they_agree_on_every_example_of_a_page(code, title, tmp_path):
    parts = sections(page(code).text)
    if title in parts:
        check(example(parts[title]).write(tmp_path), PROPERTIES)
