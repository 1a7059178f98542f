"""A run as it is read from the state."""

import pytest

from runtime.errors import RuntimeFault
from runtime.reporting.load import load_earlier, load_plan, load_run, load_summary
from runtime.state.ownership import own_run
from runtime.state.queries import Queries
from tests.runtime.reporting import states
from tests.runtime.reporting.events import RUN


@pytest.fixture
def queries(tmp_path):
    with Queries(tmp_path) as opened:
        yield opened


def test_a_run_that_ended(tmp_path, queries):
    states.begin(tmp_path)
    states.fail(tmp_path, message="one\ntwo")
    summary = load_summary(queries, tmp_path, queries.find_run())
    assert summary.counts == {"failure": 1, "cancelled": 1, "blocked": 1}
    (failure,) = summary.failures
    assert (failure.job, failure.step, failure.exit_code, failure.failure_class) == ("build", "compile", 2, "code")
    assert failure.tail == ("one", "two")
    assert failure.command == f"pipec logs {RUN} --job build --step compile"
    run = summary.run
    assert (run.status, run.duration, run.number, run.interrupted) == ("failure", 30, 1, False)
    assert run.jobs[0].attempts[0].steps[0].name == "Compile"
    assert run.jobs[2].depends_on == ("build",)
    assert len(run.head) == 64


def test_a_run_without_an_owner_is_interrupted_and_stands_still(tmp_path, queries):
    states.begin(tmp_path)
    first, second = (load_run(queries, tmp_path, queries.find_run()) for _ in range(2))
    assert first.interrupted
    assert first.jobs[0].duration == second.jobs[0].duration
    with own_run(tmp_path, RUN):
        assert not load_run(queries, tmp_path, queries.find_run()).interrupted


def test_without_its_plan_a_run_is_told_all_the_same(tmp_path, queries):
    states.begin(tmp_path)
    (tmp_path / "runs" / RUN / "plan.json").unlink()
    assert [job.id for job in load_run(queries, tmp_path, queries.find_run()).jobs] == ["build", "lint", "publish"]


def test_a_plan_that_is_none_is_a_fault(tmp_path):
    states.begin(tmp_path)
    (tmp_path / "runs" / RUN / "plan.json").write_text("{")
    with pytest.raises(RuntimeFault, match="is no plan"):
        load_plan(tmp_path, RUN)


def test_the_earlier_run_is_the_last_successful_one_before_of_the_same_pipeline(tmp_path, queries):
    for name, pipeline, duration in (("r1", "shop", 10), ("r2", "shop", 20), ("r3", "other", 30)):
        states.begin(tmp_path, name, pipeline=pipeline)
        states.succeed(tmp_path, name, duration=duration)
    states.begin(tmp_path, "r4")
    states.fail(tmp_path, "r4")
    states.begin(tmp_path, "r5")
    assert load_earlier(queries, "r5") == ("r2", {"build": 20})
    assert load_earlier(queries, "r2") == ("r1", {"build": 10})
    assert load_earlier(queries, "r1") is None


def test_approvals_say_who_spoke_and_who_is_missing(tmp_path, queries):
    states.begin(tmp_path)
    states.ask(tmp_path)
    (approval,) = load_run(queries, tmp_path, queries.find_run()).approvals
    assert (approval.open, approval.missing, approval.required) == (True, 1, 2)
    assert approval.voices == ("approved by anna: looks good",)
