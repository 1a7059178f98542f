"""The graph of jobs: names, cycles, edges that say nothing, jobs that can never start."""

import pytest

from tests.frontend.check.pipelines import check


def graph(**jobs: str):
    """Each job with what stands in it beside a step."""
    lines = "".join(
        f"  {name.rstrip('_')}: {{{keys}{', ' if keys else ''}steps: [{{script: x}}]}}\n" for name, keys in jobs.items()
    )
    return check("jobs:\n" + lines)


def needs(*names: str, runs_on: str = "") -> str:
    more = f", runs_on: [{runs_on}]" if runs_on else ""
    return f"depends_on: [{', '.join(names)}]{more}"


def test_a_job_that_is_named_exists():
    found = graph(build="", test=needs("biuld"))
    diagnostic = found.only("PC302")
    assert found.at(diagnostic) == "biuld"
    assert diagnostic.help == "did you mean `build`?"


@pytest.mark.parametrize(("names", "code"), [(("a",), "PC303"), (("b", "b"), "PC306")])
def test_a_job_names_others_and_each_once(names, code):
    assert graph(a=needs(*names), b="").codes == [code]


def test_a_single_string_is_an_error_with_a_safe_fix():
    found = graph(a="", b="depends_on: a")
    assert found.only("PC103").fix.safe


def test_a_cycle_is_told_once_with_its_shortest_path():
    found = graph(a=needs("d"), b=needs("a"), c=needs("b"), d=needs("c", "b"), e=needs("d"))
    diagnostic = found.only("PC304")
    assert "`a` → `d` → `b` → `a`" in diagnostic.message
    assert len(diagnostic.related) == 2


def test_each_tangle_is_told():
    found = graph(a=needs("b"), b=needs("a"), c=needs("d"), d=needs("c"), e=needs("a", "c"))
    assert found.codes == ["PC304", "PC304"]


def test_inputs_are_edges_of_a_cycle_too():
    found = graph(a="inputs: [b.r]", b=needs("a") + ", artifacts: {r: {paths: [x]}}")
    assert found.codes == ["PC304"]


def test_an_implied_edge_is_a_hint():
    found = graph(a="", b=needs("a"), c=needs("a", "b"))
    assert found.places == [("PC305", "a")]
    assert found.diagnostics[0].severity == "hint"


@pytest.mark.parametrize("ending", ["failure", "success, failure"])
def test_an_edge_of_a_catch_or_finally_is_never_implied(ending):
    assert graph(a="", b=needs("a"), c=needs("a", "b", runs_on=ending)).codes == []
    assert graph(a="", b=needs("a", runs_on="success, failure"), c=needs("a", "b")).codes == []


def test_a_catch_without_dependencies_can_never_start():
    found = graph(a="runs_on: [failure]")
    assert found.places == [("PC311", "[failure]")]


def test_the_success_of_a_catch_and_of_what_it_catches_is_told_where_it_begins():
    found = graph(a="", catch=needs("a", runs_on="failure"), b=needs("a", "catch"), c=needs("b"), d=needs("c"))
    assert found.places == [("PC311", "b")]


@pytest.mark.parametrize(
    "last", [needs("catch", runs_on="success, failure"), needs("catch"), needs("a", "catch", runs_on="failure")]
)
def test_other_jobs_after_a_catch_can_start(last):
    assert graph(a="", catch=needs("a", runs_on="failure"), b=last).codes == []


def test_a_catch_of_two_can_start_when_one_of_them_need_not_succeed():
    assert graph(a="", b="", catch=needs("a", "b", runs_on="failure"), c=needs("a", "catch")).codes == []


def test_artifacts_of_jobs_in_a_cycle_are_still_checked():
    found = graph(a=needs("b") + ", inputs: [b.x]", b=needs("a"))
    assert sorted(found.codes) == ["PC304", "PC307"]
