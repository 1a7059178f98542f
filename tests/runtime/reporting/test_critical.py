"""The critical path is a path of the graph, ends when the run ends, and accounts for all the time until then."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from runtime.reporting.critical import Earlier, Link, path_as_expected, path_as_it_was
from tests.runtime.reporting.histories import BEGAN, history


@st.composite
def runs(draw):
    """Return a run of a random graph, of random durations, in which jobs wait for more than their dependencies."""
    count = draw(st.integers(1, 12))
    graph = {}
    for number in range(count):
        before = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        graph[f"j{number}"] = [f"j{other}" for other in sorted(before)]
    durations = {name: draw(st.integers(0, 50_000)) for name in graph}
    failing = draw(st.sets(st.sampled_from(sorted(graph)), max_size=2))
    return history(graph, durations, failing=tuple(failing), delay=draw(st.integers(0, 3_000)))


@given(runs())
def test_it_is_a_path_of_the_graph_that_ends_with_the_run(run):
    path = path_as_it_was(run)
    jobs = {job.id: job for job in run.jobs}
    assert not jobs[path[0].job].depends_on
    for before, after in itertools.pairwise(path):
        assert before.job in jobs[after.job].depends_on
    assert jobs[path[-1].job].end == run.end


@given(runs())
def test_its_waits_and_durations_are_all_the_time(run):
    path = path_as_it_was(run)
    assert all(link.waited >= 0 and link.took >= 0 for link in path)
    assert sum(link.waited + link.took for link in path) == run.end - run.began


@given(runs())
def test_no_job_of_it_ended_before_another_that_the_next_waited_for(run):
    path = path_as_it_was(run)
    jobs = {job.id: job for job in run.jobs}
    for before, after in itertools.pairwise(path):
        assert all(jobs[other].end <= jobs[before.job].end for other in jobs[after.job].depends_on)


@given(runs(), st.integers(-200_000, 200_000))
def test_a_clock_that_is_set_makes_nothing_negative(run, jump):
    jobs = tuple(
        job._replace(attempts=tuple(each._replace(started=each.started + jump) for each in job.attempts))
        if place % 2
        else job
        for place, job in enumerate(run.jobs)
    )
    assert all(link.waited >= 0 and link.took >= 0 for link in path_as_it_was(run._replace(jobs=jobs)))


@given(runs())
def test_the_expected_path_is_a_path_of_the_graph(run):
    earlier = Earlier("before", {job.id: job.duration for job in run.jobs})
    for expected in (path_as_expected(run, None), path_as_expected(run, earlier)):
        jobs = {job.id: job for job in run.jobs}
        for before, after in zip(expected.jobs, expected.jobs[1:], strict=False):
            assert before in jobs[after].depends_on
    assert path_as_expected(run, earlier).duration == sum(earlier.durations[job] for job in expected.jobs)


def test_the_last_to_end_lets_the_next_start():
    graph = {"a": [], "b": [], "c": ["a", "b"]}
    run = history(graph, {"a": 1_000, "b": 5_000, "c": 2_000}, delay=100)
    assert path_as_it_was(run) == (Link("b", 0, 5_000), Link("c", 100, 2_000))
    assert run.began == BEGAN + 100


def test_what_was_expected_without_an_earlier_run_is_the_chain_of_the_most_jobs():
    graph = {"slow": [], "a": [], "b": ["a"], "c": ["b"]}
    run = history(graph, {"slow": 90_000, "a": 1, "b": 1, "c": 1})
    assert path_as_expected(run, None).jobs == ("a", "b", "c")
    assert path_as_expected(run, Earlier("x", {"slow": 90_000, "a": 1})).jobs == ("slow",)
    assert [link.job for link in path_as_it_was(run)] == ["slow"]


def test_a_run_in_which_nothing_began_has_none():
    run = history({"a": []}, {"a": 0})
    assert path_as_it_was(run._replace(jobs=(run.jobs[0]._replace(attempts=(), status="blocked"),))) == ()
