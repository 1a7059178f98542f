"""`pipec cancel`, `pause`, `approve`, `reject`: what people say to the process that executes a run."""

import json
import os
import pwd

import pytest

from runtime.state.changes import AskApproval, MoveJob, MoveRun
from runtime.state.journal import apply_changes
from runtime.state.ownership import own_run
from runtime.state.queries import Queries
from tests.pipec.command_line import ROOT, process, run
from tests.runtime.state import states

RUN = states.RUN
ME = pwd.getpwuid(os.getuid()).pw_name
GONE = f"nobody executes run {RUN} now; `pipec resume {RUN}` "


@pytest.fixture
def state(tmp_path, monkeypatch):
    states.start(tmp_path)
    monkeypatch.setenv("PIPEC_STATE_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def waiting(state):
    apply_changes(state, "eva", MoveJob(RUN, "deploy", "waiting"), AskApproval(RUN, "deploy", 2, ("eva", ME, "ida")))
    return state


def requests(state):
    with Queries(state) as queries:
        return [(each.kind, each.who, each.reason) for each in queries.requests(RUN)]


def decisions(state):
    with Queries(state) as queries:
        return [each[:3] for approval in queries.approvals(RUN) for each in approval.decisions]


@pytest.mark.parametrize("kind", ["cancel", "pause"])
def test_a_run_that_is_executed_is_asked(state, kind):
    with own_run(state, RUN):
        ran = run(kind, "0a1b", "--reason", "wrong branch")
    assert ran == (0, f"run {RUN} is asked to {kind}\n", "")
    assert requests(state) == [(kind, ME, "wrong branch")]


def test_cancelling_a_run_that_nobody_executes(state):
    assert run("cancel", "latest") == (0, f"{GONE}takes that up; `pipec clean` ends it at once\n", "")
    assert requests(state) == [("cancel", ME, "")]


def test_there_is_nothing_to_pause(state):
    ran = run("pause", "latest")
    assert ran.code == 1
    assert f"Error: nobody executes run {RUN}: there is nothing to pause" in ran.err
    assert requests(state) == []


@pytest.mark.parametrize("kind", ["cancel", "pause"])
def test_a_run_that_has_ended(state, kind):
    apply_changes(state, "eva", MoveRun(RUN, "failure"))
    ran = run(kind, "latest")
    assert (ran.code, ran.out) == (1, "")
    assert f"Error: run {RUN} has ended: failure" in ran.err


def test_enough_people_approve(waiting):
    with own_run(waiting, RUN):
        first = run("approve", "latest", "deploy", "--reason", "notes are out")
        assert first == (0, f"job deploy of run {RUN} is approved by 1 of 2: 1 more has to approve\n", "")
        second = run("approve", "latest", "deploy", "--reason", "ok", "--as", "ida")
    assert second == (0, f"job deploy of run {RUN} is approved\n", "")
    assert decisions(waiting) == [(ME, True, "notes are out"), ("ida", True, "ok")]
    with Queries(waiting) as queries:
        event = queries.last_events(1)[0]
    assert (event.actor, event.action, json.loads(event.context)) == (
        ME,
        "approval.given",
        {"who": "ida", "reason": "ok"},
    )


def test_rejecting_where_the_runtime_is_gone(waiting):
    ran = run("reject", "latest", "deploy", "--reason", "not on a Friday", "--as", "eva")
    assert ran == (0, f"job deploy of run {RUN} is rejected\n{GONE}goes on with it\n", "")
    assert decisions(waiting) == [("eva", False, "not on a Friday")]


@pytest.mark.parametrize("command", ["approve", "reject"])
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("latest", "deplyo", "--reason", "x"), 2, "There is no job `deplyo`. Did you mean `deploy`?"),
        (("latest", "build", "--reason", "x"), 1, "job `build` waits for no approval: it is pending"),
        (("latest", "deploy", "--reason", "x", "--as", "bob"), 1, "bob may not decide on job `deploy`"),
        (("latest", "deploy"), 2, "Missing option '--reason'"),
        (("1999", "deploy", "--reason", "x"), 1, f"The last ones: {RUN}."),
    ],
)
def test_what_is_refused(waiting, command, arguments, code, sentence):
    ran = run(command, *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert sentence in ran.err
    assert decisions(waiting) == []


def test_the_name_is_not_what_the_environment_says(waiting):
    env = {"PATH": os.environ["PATH"], "LOGNAME": "ida", "USER": "ida", "PYTHONPATH": str(ROOT)}
    ran = process("approve", "latest", "deploy", "-r", "x", "--state-dir", str(waiting), cwd=str(ROOT), env=env)
    assert ran.code == 0, ran.err
    assert decisions(waiting) == [(ME, True, "x")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pipec cancel 2026", [RUN]),
        ("pipec cancel la", ["latest"]),
        ("pipec approve latest ", ["deploy"]),
        ("pipec audit show 2026", [RUN]),
    ],
)
def test_names_are_completed(waiting, words, found):
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PIPEC_STATE_DIR": str(waiting),
        "_PIPEC_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - (not words.endswith(" "))),
    }
    ran = process(cwd=str(ROOT), env=env)
    assert [line.partition(",")[2] for line in ran.out.splitlines()] == found
