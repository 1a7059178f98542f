"""Drawings say what the graph is, for graphs and names of every kind."""

import html
import json
import re
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compiler.diagnostics.terminal import visible
from compiler.ir.job import Dependency, Job, Matrix
from compiler.ir.plan import Plan
from pipec.drawing import dot, mermaid
from pipec.drawing.data import draw_json
from pipec.drawing.facts import gather
from pipec.drawing.groups import group
from pipec.drawing.text import draw_text
from pipec.drawing.words import clock

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@st.composite
def plans(draw, names=None):
    """Plans of a few jobs with any edges from later to earlier ones."""
    if names is None:
        ids = [f"job-{number}" for number in range(draw(st.integers(1, 9)))]
    else:
        ids = draw(st.lists(names, min_size=1, max_size=6, unique=True))
    jobs = []
    for place, name in enumerate(ids):
        before = draw(st.lists(st.sampled_from(ids[:place]), unique=True)) if place else []
        runs_on = draw(st.sampled_from([("success",), ("failure",), ("success", "failure")]))
        dependencies = tuple(Dependency(other) for other in before)
        jobs.append(Job(name, name, depends_on=dependencies, runs_on=runs_on, timeout=draw(st.integers(1, 9))))
    return Plan("shop", tuple(jobs))


@given(plans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_json_says_what_networkx_says(plan, reduced):
    data = draw_json(gather(plan, {}, reduced=reduced))
    graph = nx.DiGraph([(edge["from"], edge["to"]) for edge in data["edges"]])
    graph.add_nodes_from(node["id"] for node in data["nodes"])
    whole = nx.DiGraph([(dependency.job, job.id) for job in plan.jobs for dependency in job.depends_on])
    whole.add_nodes_from(job.id for job in plan.jobs)
    expected = nx.transitive_reduction(whole) if reduced else whole
    assert set(graph.edges) == set(expected.edges)
    assert [set(row) for row in data["levels"]] == [set(row) for row in nx.topological_generations(whole)]
    assert not any(edge["redundant"] for edge in data["edges"]) or not reduced
    path = data["critical_path"]["jobs"]
    assert all(whole.has_edge(*pair) for pair in pairwise(path))
    assert sum(edge["critical"] for edge in data["edges"]) <= len(path) - 1


@given(plans(ANY_TEXT))
@settings(deadline=None, max_examples=100)
def test_mermaid_keeps_any_name(plan):
    text = mermaid.draw_mermaid(gather(plan, {}), unfolded=True)
    lines = text.splitlines()
    labels = re.findall(r'^  n\d+\["([^"\n]*)"\]$', text, re.MULTILINE)
    shown = [html.unescape(re.sub(r"#(\d+);", r"&#\1;", label.partition("<br/>")[0])) for label in labels]
    assert shown == [visible(job.id) for job in plan.jobs]
    assert all(re.fullmatch(r"[A-Za-z0-9#;_, -]+", label.partition("<br/>")[0]) for label in labels)
    edges = [line for line in lines if "->" in line]
    assert len(edges) == sum(len(job.depends_on) for job in plan.jobs)
    assert json.loads(lines[1].removeprefix("title: ")) == "shop"


@given(plans(ANY_TEXT))
@settings(deadline=None, max_examples=100)
def test_dot_keeps_any_name(plan):
    text = dot.draw_dot(gather(plan, {}), unfolded=True)
    strings = re.findall(r'^  n\d+ \[label="((?:[^"\\\n]|\\.)*)"[^"\n]*\]$', text, re.MULTILINE)
    assert len(strings) == len(plan.jobs)
    names = [string.rpartition(r"\n")[0] for string in strings]
    shown = [html.unescape(re.sub(r"\\(.)", r"\1", name)) for name in names]
    assert shown == [visible(job.id) for job in plan.jobs]


@given(plans(ANY_TEXT))
@settings(deadline=None, max_examples=50)
def test_text_holds_nothing_that_a_terminal_obeys(plan):
    text = draw_text(gather(plan, {}, [plan.jobs[0].id]), unfolded=False)
    assert text == "\n".join(visible(line) for line in text.split("\n"))


def matrix(count, before=()):
    return tuple(
        Job(f"j-{n}", "j", Matrix((("n", str(n)),)), depends_on=tuple(Dependency(name) for name in before(n)))
        for n in range(count)
    )


@pytest.mark.parametrize(("count", "boxes"), [(3, 4), (4, 2)])
def test_instances_are_folded_once_they_are_many(count, boxes):
    jobs = matrix(count, lambda _: ())
    last = Job("last", "last", depends_on=tuple(Dependency(job.id) for job in jobs))
    facts = gather(Plan("shop", (*jobs, last)), {})
    assert len(group(facts, unfolded=False)) == boxes
    assert len(group(facts, unfolded=True)) == count + 1


def test_instances_that_wait_for_their_own_are_told_apart():
    first = matrix(5, lambda _: ())
    own = tuple(job._replace(id=f"k-{n}", name="k", depends_on=(Dependency(f"j-{n}"),)) for n, job in enumerate(first))
    some = Job("some", "some", depends_on=(Dependency("k-0"), Dependency("k-3")))
    groups = group(gather(Plan("shop", (*first, *own, some)), {}), unfolded=False)
    assert [link.note for each in groups for link in each.links] == ["each its own", "2 of 5 edges"]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0s"),
        (0.04, "0s"),
        (12.34, "12.3s"),
        (60, "1m"),
        (61.4, "1m1s"),
        (3600, "1h"),
        (5400, "1h30m"),
        (90_000, "1d1h"),
    ],
)
def test_clock(seconds, shown):
    assert clock(seconds) == shown
