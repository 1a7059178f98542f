"""What is said about a run before it runs."""

import time
from itertools import combinations

import pytest
from hypothesis import given, settings

from compiler.ir.analysis import (
    critical_path,
    dependents_of,
    parallelism,
    plan_graph,
    taken_down,
    timeouts,
)
from compiler.ir.graph import reachability
from compiler.ir.job import Dependency, Job, Step
from compiler.ir.plan import Plan
from tests.ir.test_graph import graphs


def job(name, *after, runs_on=("success",), timeout=3600, steps=()):
    return Job(name, name, depends_on=tuple(map(Dependency, after)), runs_on=runs_on, timeout=timeout, steps=steps)


BOTH = ("success", "failure")
PLAN = Plan(
    "p",
    (
        job("build", timeout=600),
        job("test", "build", timeout=1200),
        job("lint", "build", timeout=60),
        job("ship", "test", "lint", timeout=300),
        job("alarm", "test", runs_on=("failure",)),
        job("log", "alarm"),
        job("clean", "ship", "alarm", runs_on=BOTH, timeout=10),
        job("after", "clean"),
    ),
)


def test_the_critical_path_is_the_longest_by_time():
    graph = plan_graph(PLAN)
    found = critical_path({name: graph[name] for name in ("build", "test", "lint", "ship")}, timeouts(PLAN))
    assert found.jobs == ("build", "test", "ship")
    assert found.duration == 2100
    assert critical_path(graph, {"lint": 5, "ship": 1.5}).jobs == ("build", "lint", "ship")
    assert critical_path({}, {}) == ((), 0)


def test_steps_bound_a_job_below_its_timeout():
    steps = (Step("a", "a", script="x", timeout=30), Step("b", "b", script="x", timeout=40))
    assert timeouts(Plan("p", (job("x", steps=steps), job("y", steps=steps, timeout=50)))) == {"x": 70, "y": 50}


@settings(deadline=None, max_examples=80)
@given(graphs(acyclic=True))
def test_parallelism_is_a_largest_antichain(graph):
    found = parallelism(graph)
    reached, names = reachability(graph), list(graph)
    apart = {
        (a, b)
        for a, b in combinations(names, 2)
        if not reached[a] >> names.index(b) & 1 and not reached[b] >> names.index(a) & 1
    }
    assert found.exact
    assert all(pair in apart for pair in combinations(found.jobs, 2))
    size = len(found.jobs)
    assert not any(all(pair in apart for pair in combinations(more, 2)) for more in combinations(names, size + 1))


def test_parallelism_of_a_long_ladder_takes_no_time():
    graph = {f"n{at}": [f"n{before}" for before in sorted({at - 1, at // 2})] if at else [] for at in range(400)}
    before = time.process_time()
    assert parallelism(graph) == (("n0",), True)
    assert time.process_time() - before < 2


def test_parallelism_says_when_it_is_a_bound():
    assert str(parallelism({"a": [], "b": [], "c": ["a"]})) == "2"
    assert str(parallelism({f"n{at}": [] for at in range(500)})) == "at least 500 (the widest level)"


@pytest.mark.parametrize(
    ("failed", "down"),
    [
        ("build", ("test", "lint", "ship")),
        ("test", ("ship",)),
        ("lint", ("ship",)),
        ("clean", ("after",)),
        ("after", ()),
        ("alarm", ()),
    ],
)
def test_what_a_failure_takes_down_respects_runs_on(failed, down):
    assert taken_down(PLAN, failed) == down


def test_dependents_are_all_that_wait():
    assert dependents_of(plan_graph(PLAN), "lint") == ("ship", "clean", "after")


def test_ten_thousand_jobs_are_analysed_in_seconds():
    names = [f"n{at}" for at in range(10_000)]
    plan = Plan("p", tuple(job(name, *names[max(0, at - 10) : at : 3]) for at, name in enumerate(names)))
    before = time.process_time()
    graph = plan_graph(plan)
    assert critical_path(graph, timeouts(plan)).duration > 0
    assert not parallelism(graph).exact
    assert taken_down(plan, "n0")
    assert time.process_time() - before < 10
