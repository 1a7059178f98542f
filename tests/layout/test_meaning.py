"""Whatever a file looks like, its layout means the same: the plan, the findings, each comment once."""

from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.catalogue import codes, page
from compiler.driver import Request, lint, plan_pipeline
from compiler.frontend.parameters import Given
from compiler.ir.codec import canonical_bytes
from compiler.layout import Unformatted, format_source
from compiler.source import Source
from pipec.starter import starter
from tests.layout.mangling import Mangler
from tests.pages import example, sections

ROOT = Path(__file__).parents[2]
PIPELINES = sorted([*ROOT.glob("examples/*/pipeline.yaml"), *ROOT.glob("golden/plans/*/pipeline.yaml")])
FRAGMENTS = sorted([*ROOT.glob("examples/*/ci/*.yaml"), *ROOT.glob("golden/plans/*/ci/*.yaml")])
DIAGNOSTICS = sorted(ROOT.glob("golden/diagnostics/*/pipeline.yaml"))
CANONICAL = ["compose-app", "pipec"]


GIVEN = {name: Given(value) for name, value in {"workers": "4", "tag": "v12", "cities": "berlin,rome"}.items()}
"""What the golden case of parameters is given; others do not declare them."""


def request(path, text):
    given = GIVEN if path.parent.name == "params" else {}
    return Request(str(path), Source("pipeline.yaml", text), str(path.parent), given)


def meaning(path, text):
    """Return the bytes of the plan, or why there is none, and the codes of all findings."""
    compilation = plan_pipeline(request(path, text))
    plan = canonical_bytes(compilation.plan) if compilation.plan is not None else None
    return plan, findings(path, text)


def findings(path, text):
    return sorted(item.code for item in lint(request(path, text)).diagnostics)


@cache
def read(path):
    """Return the text of a file; of what is no UTF-8, the part that is."""
    return path.read_bytes().decode(errors="replace").removeprefix("\ufeff")


def formatted(text):
    result = format_source(Source("pipeline.yaml", text))
    assert isinstance(result, str), result
    assert format_source(Source("pipeline.yaml", result)) == result
    return result


@pytest.mark.parametrize("path", PIPELINES, ids=lambda path: path.parent.name)
def test_the_plan_stays(path):
    text = read(path)
    plan, found = meaning(path, text)
    assert plan is not None
    assert meaning(path, formatted(text)) == (plan, found)


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: f"{path.parents[1].name}-{path.name}")
def test_fragments(path):
    assert formatted(read(path))


@pytest.mark.parametrize("path", DIAGNOSTICS, ids=lambda path: path.parent.name)
def test_findings_stay(path):
    text = read(path)
    result = format_source(Source("pipeline.yaml", text))
    if isinstance(result, Unformatted):
        assert any(item.severity == "error" for item in result.diagnostics)
    else:
        assert findings(path, formatted(text)) == findings(path, text)


@pytest.mark.parametrize("code", codes())
def test_good_examples_stay_good(code, tmp_path):
    for name, text in example(sections(page(code).text)["Good"]).files.items():
        if name.endswith(".yaml"):
            assert meaning(tmp_path / name, formatted(text)) == meaning(tmp_path / name, text)


@pytest.mark.parametrize("name", CANONICAL)
def test_examples_that_are_in_their_layout_stay_so(name):
    text = read(ROOT / "examples" / name / "pipeline.yaml")
    assert formatted(text) == text


def test_the_starter_is_in_its_layout():
    assert formatted(starter("shop")) == starter("shop")


def check_mangled(path, random):
    """Mangle a pipeline and hold its layout against it."""
    mangler = Mangler(random)
    text = mangler.mangle(read(path))
    result = formatted(text)
    assert meaning(path, result) == meaning(path, text)
    lines = result.replace("\r\n", "\n").split("\n")
    for comment in mangler.comments:
        assert sum(line == comment or line.endswith(f" {comment}") for line in lines) == 1, comment


@settings(deadline=None, max_examples=60)
@given(path=st.sampled_from(PIPELINES), seed=st.integers(0, 10**9))
def test_random_layouts(path, seed):
    check_mangled(path, Random(seed))


@pytest.mark.slow
@pytest.mark.parametrize("path", PIPELINES, ids=lambda path: path.parent.name)
def test_many_random_layouts(path):
    for seed in range(200):
        check_mangled(path, Random(f"{path.parent.name} {seed}"))
