"""What endings mean, exhaustively against the words of the language."""

from itertools import product

import pytest

from compiler.ir.job import Dependency, Job
from runtime.scheduling.endings import common_status, may_start, run_ending
from runtime.scheduling.graph import Graph, dependencies_of, dependents_of

ENDINGS = ("success", "failure", "cancelled", "skipped", "blocked")


@pytest.mark.parametrize("endings", list(product(ENDINGS, repeat=3)))
def test_runs_on(endings):
    succeeded = all(ending in {"success", "skipped"} for ending in endings)
    failed = any(ending == "failure" for ending in endings)
    assert may_start(("success",), endings) is succeeded
    assert may_start(("failure",), endings) is failed
    assert may_start(("success", "failure"), endings)


@pytest.mark.parametrize(
    ("endings", "status"),
    [
        (["success"], "success"),
        (["skipped", "skipped"], "skipped"),
        (["success", "skipped"], "success"),
        (["success", "failure", "cancelled"], "failure"),
        (["cancelled", "cancelled"], "cancelled"),
        (["blocked"], "blocked"),
    ],
)
def test_all_instances_have_one_status(endings, status):
    assert common_status(endings) == status


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_run_fails_with_a_job_that_failed_or_was_cancelled(ending):
    assert run_ending(["success", ending]) == ("failure" if ending in {"failure", "cancelled"} else "success")


def job(identifier, *needs, runs_on=("success",)):
    return Job(identifier, identifier, depends_on=tuple(map(Dependency, needs)), runs_on=runs_on)


def test_a_job_is_told_once_when_all_before_it_have_ended():
    graph = Graph([job("a"), job("b"), job("c", "a", "b"), job("d", "c")])
    assert [verdict.job.id for verdict in graph.roots()] == ["a", "b"]
    assert graph.ended("a", "success") == []
    (verdict,) = graph.ended("b", "success")
    assert verdict.job.id == "c"
    assert verdict.starts
    (verdict,) = graph.ended("c", "failure")
    assert not verdict.starts
    assert verdict.cause == "`c` ended in failure"
    graph.ended("d", "blocked")
    assert graph.complete


def test_edges_to_jobs_that_do_not_take_part_are_left_out():
    graph = Graph([job("b", "a"), job("catch", "a", runs_on=("failure",))])
    assert [(verdict.job.id, verdict.starts) for verdict in graph.roots()] == [("b", True), ("catch", True)]


def test_a_second_ending_is_a_bug():
    graph = Graph([job("a")])
    graph.ended("a", "success")
    with pytest.raises(ValueError, match="ended already"):
        graph.ended("a", "failure")


def test_a_restored_graph_goes_on_where_it_was():
    graph = Graph([job("a"), job("b", "a"), job("c", "b"), job("d", "a", runs_on=("failure",))])
    graph.restore({"a": "success"})
    assert [(verdict.job.id, verdict.starts) for verdict in graph.roots()] == [("b", True), ("d", False)]


def test_closures():
    jobs = {item.id: item for item in (job("a"), job("b", "a"), job("c", "b"), job("x"), job("d", "b", "x"))}
    assert dependencies_of(jobs, ["c"]) == {"a", "b", "c"}
    assert dependents_of(jobs, ["b"]) == {"b", "c", "d"}
