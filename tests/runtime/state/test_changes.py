"""What changes write, and how it is read back."""

import json
import time

import pytest

from runtime.errors import StateError
from runtime.records import StepResult
from runtime.state.changes import (
    Answer,
    Ask,
    AskApproval,
    BeginAttempt,
    BeginStep,
    CreateRun,
    Decide,
    EndAttempt,
    EndStep,
    ForgetRun,
    MoveJob,
    MoveRun,
    Note,
    RanFor,
    StepHandle,
)
from runtime.state.journal import apply_changes
from runtime.state.numbers import take_number
from runtime.state.queries import Queries
from runtime.state.records import Decision
from tests.runtime.state import states

RUN = states.RUN


def write(directory, *changes, actor="eva"):
    apply_changes(directory, actor, *changes)


def actions(directory):
    with Queries(directory) as queries:
        return [(event.action, event.resource, json.loads(event.context)) for event in queries.events(RUN)]


def test_a_whole_run(tmp_path):
    given = states.record(
        executor="container",
        parallelism=4,
        keep_going=True,
        selection={"jobs": ["build"]},
        parameters={"région": "eu", "n": 3},
        variables={"CI_PIPELINE_NUMBER": "1"},
    )
    write(tmp_path, CreateRun(given, ("build", "alpha")), MoveRun(RUN, "running"))
    write(
        tmp_path,
        MoveJob(RUN, "build", "running", attempt=1),
        BeginAttempt(RUN, "build", 1),
        BeginStep(RUN, "build", 1, "compile", 1),
        StepHandle(RUN, "build", "compile", 1, '{"pid":7}', "c0ffee"),
    )
    write(
        tmp_path,
        EndStep(RUN, "build", "compile", 1, StepResult("failure", 2, "code", "exit 2"), 40),
        EndAttempt(RUN, "build", 1, "failure", 2, "code", "exit 2", 50),
        MoveJob(RUN, "build", "retry", "attempt 1 failed"),
    )
    write(
        tmp_path,
        MoveJob(RUN, "build", "running", attempt=2),
        BeginAttempt(RUN, "build", 2, 5000),
        BeginStep(RUN, "build", 2, "compile", 2),
        EndStep(RUN, "build", "compile", 2, StepResult("success", outputs={"version": "1.0 ü"}), 30),
        EndAttempt(RUN, "build", 2, "success", 0, None, "", 35),
        MoveJob(RUN, "build", "success", duration_ms=85, outputs={"version": "1.0 ü"}),
        MoveJob(RUN, "alpha", "skipped", "its condition is false"),
        MoveRun(RUN, "success", active_ms=5100),
    )
    with Queries(tmp_path) as queries:
        run = queries.find_run(RUN)
        jobs, attempts, steps = queries.jobs(RUN), queries.attempts(RUN), queries.steps(RUN, "build")
        assert queries.steps(RUN, "alpha") == queries.attempts(RUN, "alpha") == ()
    assert run._replace(created=0, started=None, ended=None) == given._replace(
        status="success", number=1, active_ms=5100
    )
    assert run.created <= run.started <= run.ended
    assert [(job.job, job.status, job.reason, job.attempt, job.duration_ms, job.outputs) for job in jobs] == [
        ("build", "success", "", 2, 85, {"version": "1.0 ü"}),
        ("alpha", "skipped", "its condition is false", 0, 0, {}),
    ]
    assert [each[2:8] for each in attempts] == [
        (1, "failure", 2, "code", "exit 2", 0),
        (2, "success", 0, None, "", 5000),
    ]
    assert [(each.attempt, each.job_attempt, each.status, each.exit_code, each.duration_ms) for each in steps] == [
        (1, 1, "failure", 2, 40),
        (2, 2, "success", 0, 30),
    ]
    assert (steps[0].handle, steps[0].container, steps[0].failure_class) == ('{"pid":7}', "c0ffee", "code")
    assert (steps[1].outputs, steps[1].reason) == ({"version": "1.0 ü"}, "")


def test_each_change_is_an_event(tmp_path):
    states.start(tmp_path)
    write(
        tmp_path,
        MoveJob(RUN, "build", "running", attempt=1),
        BeginAttempt(RUN, "build", 1),
        BeginStep(RUN, "build", 1, "s", 1),
        StepHandle(RUN, "build", "s", 1, "{}", "c0ffee"),
        RanFor(RUN, 12),
        EndStep(RUN, "build", "s", 1, StepResult("success"), 3),
        EndAttempt(RUN, "build", 1, "success", 0, None, "", 4),
        Note(RUN, "secret.fetched", "TOKEN", {"source": "env"}),
    )
    assert actions(tmp_path)[2:] == [
        ("job.running", "build", {"from": "pending", "attempt": 1}),
        ("attempt.running", "build", {"attempt": 1, "delay_ms": 0}),
        ("step.running", "build/s", {"attempt": 1, "job_attempt": 1}),
        ("step.success", "build/s", {"attempt": 1, "exit_code": 0, "duration_ms": 3, "container": "c0ffee"}),
        ("attempt.success", "build", {"attempt": 1, "exit_code": 0, "duration_ms": 4}),
        ("secret.fetched", "TOKEN", {"source": "env"}),
    ]


def test_a_run_remembers_how_long_it_ran(tmp_path):
    states.start(tmp_path)
    write(tmp_path, RanFor(RUN, 4000))
    write(tmp_path, MoveRun(RUN, "waiting"))
    with Queries(tmp_path) as queries:
        assert queries.find_run(RUN).active_ms == 4000
        write(tmp_path, MoveRun(RUN, "running", active_ms=4500))
        assert queries.find_run(RUN).active_ms == 4500


def test_a_clock_that_is_set_back_breaks_nothing(tmp_path, monkeypatch):
    at = time.time_ns()
    monkeypatch.setattr("time.time_ns", lambda: at)
    states.start(tmp_path)
    monkeypatch.setattr("time.time_ns", lambda: at - 3_600_000_000_000)
    write(tmp_path, MoveJob(RUN, "build", "running", attempt=1))
    write(tmp_path, MoveJob(RUN, "build", "success", duration_ms=20), MoveRun(RUN, "success", active_ms=30))
    states.start(tmp_path, "20260504-123700-ffff", ("build",))
    from runtime.state.audit import verify

    assert verify(tmp_path).whole
    with Queries(tmp_path) as queries:
        assert queries.find_run("latest").id == "20260504-123700-ffff"
        run = queries.find_run(RUN)
        assert (run.ended < run.started, run.active_ms) == (True, 30)
        assert [event.seq for event in queries.events()] == list(range(1, 8))


def test_forgetting_a_run_leaves_its_events(tmp_path):
    states.start(tmp_path)
    with pytest.raises(StateError, match="has not ended: it is running"):
        write(tmp_path, ForgetRun(RUN))
    write(
        tmp_path,
        MoveJob(RUN, "build", "running"),
        BeginAttempt(RUN, "build", 1),
        BeginStep(RUN, "build", 1, "s", 1),
        AskApproval(RUN, "test"),
        Ask(RUN, "cancel", "eva"),
        MoveRun(RUN, "cancelled"),
        ForgetRun(RUN, "older than 30 days"),
    )
    for table in ("runs", "jobs", "attempts", "steps", "approvals", "requests"):
        assert states.rows(tmp_path, f"SELECT * FROM {table}") == []
    assert actions(tmp_path)[-1] == ("run.forgotten", RUN, {"reason": "older than 30 days"})
    assert take_number(tmp_path, "shop") == 2


class TestNumbers:
    def test_each_is_given_once(self, tmp_path):
        with Queries(tmp_path) as queries:
            assert queries.next_number("shop") == 1
        assert [take_number(tmp_path, "shop") for _ in range(3)] == [1, 2, 3]
        assert take_number(tmp_path, "other") == 1
        states.start(tmp_path)
        states.start(tmp_path, "20260504-133701-0000", number=9)
        with Queries(tmp_path) as queries:
            assert [run.number for run in queries.runs()] == [9, 4]
            assert queries.next_number("shop") == 10


class TestRequests:
    def test_they_stay_until_they_are_answered(self, tmp_path):
        states.start(tmp_path)
        write(tmp_path, Ask(RUN, "pause", "eva", "lunch"), Ask(RUN, "cancel", "tom"), actor="root")
        with Queries(tmp_path) as queries:
            first, second = queries.requests(RUN)
            assert (first.kind, first.who, first.reason, second.kind) == ("pause", "eva", "lunch", "cancel")
            write(tmp_path, Answer(first.id))
            write(tmp_path, Answer(first.id))
            assert queries.requests(RUN) == (second,)
        assert [action for action, _, _ in actions(tmp_path)][2:] == [
            "request.pause",
            "request.cancel",
            "request.answered",
        ]

    @pytest.mark.parametrize("kind", ["cancel", "pause", "continue"])
    def test_an_ended_run_takes_none(self, tmp_path, kind):
        states.start(tmp_path)
        write(tmp_path, MoveRun(RUN, "success"))
        with pytest.raises(StateError, match=f"run {RUN} has ended: success") as raised:
            write(tmp_path, Ask(RUN, kind, "eva"))
        assert raised.value.help


class TestApprovals:
    @pytest.fixture
    def state(self, tmp_path):
        states.start(tmp_path)
        asked = AskApproval(RUN, "deploy", 2, ("eva", "tom", "ida"), "to live?")
        write(tmp_path, MoveJob(RUN, "deploy", "waiting"), asked)
        return tmp_path

    def approval(self, state):
        with Queries(state) as queries:
            (approval,) = queries.approvals(RUN)
        return approval

    def test_enough_people(self, state):
        assert (self.approval(state).verdict, self.approval(state).missing) == ("open", 2)
        write(state, Decide(RUN, "deploy", approved=True, who="eva", reason="fine"))
        assert (self.approval(state).verdict, self.approval(state).missing) == ("open", 1)
        write(state, Decide(RUN, "deploy", approved=True, who="tom"))
        approval = self.approval(state)
        assert (approval.verdict, approval.message, approval.approvers) == (
            "approved",
            "to live?",
            ("eva", "tom", "ida"),
        )
        assert [decision._replace(decided=0) for decision in approval.decisions] == [
            Decision("eva", approved=True, reason="fine", decided=0),
            Decision("tom", approved=True, reason="", decided=0),
        ]

    def test_one_rejection_is_enough(self, state):
        write(state, Decide(RUN, "deploy", approved=True, who="eva"))
        write(state, Decide(RUN, "deploy", approved=False, who="ida", reason="not on a Friday"))
        assert self.approval(state).verdict == "rejected"
        with pytest.raises(StateError, match="job `deploy` is rejected already"):
            write(state, Decide(RUN, "deploy", approved=True, who="tom"))

    def test_a_person_decides_once(self, state):
        write(state, Decide(RUN, "deploy", approved=True, who="eva"))
        with pytest.raises(StateError, match="eva has decided on job `deploy` already"):
            write(state, Decide(RUN, "deploy", approved=True, who="eva"))
        assert self.approval(state).missing == 1

    def test_only_approvers_decide(self, state):
        with pytest.raises(StateError, match="bob may not decide") as raised:
            write(state, Decide(RUN, "deploy", approved=True, who="bob"))
        assert "eva, tom, ida" in raised.value.help

    def test_anybody_decides_where_nobody_is_named(self, tmp_path):
        states.start(tmp_path)
        write(tmp_path, MoveJob(RUN, "deploy", "waiting"), AskApproval(RUN, "deploy"))
        write(tmp_path, Decide(RUN, "deploy", approved=True, who="bob"))
        assert self.approval(tmp_path).verdict == "approved"

    def test_only_what_waits_is_decided(self, state):
        with pytest.raises(StateError, match="job `build` waits for no approval: it is pending"):
            write(state, Decide(RUN, "build", approved=True, who="eva"))
        write(state, MoveJob(RUN, "deploy", "cancelled"))
        with pytest.raises(StateError, match="it is cancelled"):
            write(state, Decide(RUN, "deploy", approved=True, who="eva"))

    def test_not_after_the_deadline(self, tmp_path):
        states.start(tmp_path)
        write(tmp_path, MoveJob(RUN, "deploy", "waiting"), AskApproval(RUN, "deploy", deadline_ms=1))
        with pytest.raises(StateError, match="the time to decide on job `deploy` is over"):
            write(tmp_path, Decide(RUN, "deploy", approved=True, who="eva"))

    def test_asked_again_the_first_question_stands(self, state):
        write(state, Decide(RUN, "deploy", approved=True, who="eva"))
        before, events = self.approval(state), actions(state)
        write(state, AskApproval(RUN, "deploy", 1, (), "again"))
        assert (self.approval(state), actions(state)) == (before, events)
