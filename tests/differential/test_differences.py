"""The comparison itself: what two runs do otherwise is found; what a runner cannot tell is not held against it."""

import pytest

from tests.differential.case import Case
from tests.differential.expectations import disorder, unmet
from tests.differential.observed import Job, Observed, Step, differences, lines

STEP = Step("success", 0, 1, ("out",), ("err",))
RUN = Observed(0, {"a": Job("success", {"s": STEP}), "b": Job("blocked", {})}, {"a.out": {"x": "-:1"}})


def with_step(**changes) -> Observed:
    return RUN._replace(jobs={**RUN.jobs, "a": Job("success", {"s": STEP._replace(**changes)})})


@pytest.mark.parametrize(
    "other",
    [
        RUN._replace(exit_code=1),
        RUN._replace(jobs={"a": RUN.jobs["a"]}),
        RUN._replace(jobs={**RUN.jobs, "b": Job("skipped", {})}),
        RUN._replace(jobs={**RUN.jobs, "a": Job("success", {})}),
        RUN._replace(files={}),
        RUN._replace(files={"a.out": {"x": "x:1"}}),
        with_step(status="failure"),
        with_step(exit_code=2),
        with_step(attempts=2),
        with_step(stdout=("out", "more")),
        with_step(stdout=("out ",)),
        with_step(stderr=()),
        with_step(stdout=("out",), stderr=None),
    ],
)
def test_each_difference_is_found(other):
    assert list(differences(RUN, RUN)) == []
    assert len(list(differences(RUN, other))) == 1


def test_streams_that_a_runner_does_not_tell_apart_are_compared_together():
    assert list(differences(RUN, with_step(stdout=("err", "out"), stderr=None))) == []


def test_where_the_order_was_only_validated_the_jobs_that_ran_are_compared():
    partial = RUN._replace(exit_code=1, jobs={"a": RUN.jobs["a"]}, files={}, limits=frozenset({"endings", "files"}))
    assert list(differences(RUN, partial)) == []
    assert list(differences(RUN, partial._replace(jobs={})))


def case(expected, jobs="jobs: {a: {}, b: {depends_on: [a]}}"):
    return Case("x", jobs, "", (), expected)


def test_each_expectation_is_held():
    met = {"exit": 0, "jobs": {"a": "success", "b": "blocked"}, "exits": {"a.s": 0}, "says": {"a.s": ["out"]}}
    assert list(unmet(case(met), RUN)) == []
    for wrong in ({"exit": 1}, {"jobs": {"a": "success"}}, {"exits": {"a.s": 1}}, {"says": {"a.s": []}}):
        assert len(list(unmet(case({**met, **wrong}), RUN))) == 1


def test_a_job_that_began_too_early_is_found():
    early = RUN._replace(jobs={"a": Job("success", {}, 1, 5), "b": Job("success", {}, 4, 6)})
    assert list(disorder(case({}), early)) == ["b began 1.000 s before a had ended"]
    late = RUN._replace(jobs={"a": Job("success", {}, 1, 5), "b": Job("success", {}, 5, 6)})
    assert list(disorder(case({}), late)) == []


def test_lines_are_what_a_terminal_shows():
    assert lines("a\r\n\nb") == ("a", "", "b")
    assert lines("a\n") == ("a",)
    assert lines("") == ()
