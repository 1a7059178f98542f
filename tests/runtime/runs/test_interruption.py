"""Cancelling, killing, pausing, approving: from outside, while a run goes on."""

import signal
import time

import pytest

from tests.runtime.runs.lab import interrupt

SLOW = """
version: 1
name: slow
jobs:
  first: {checkout: false, steps: [{name: s, script: "echo once >> HERE/first"}]}
  long: {checkout: false, depends_on: [first], steps: [{name: s, script: "touch HERE/began; sleep 30 & wait"}]}
  after: {checkout: false, depends_on: [long], steps: [{name: s, script: "true"}]}
"""


def begin(lab, text=SLOW, *arguments):
    lab.write(text.replace("HERE", str(lab.folder)))
    process = lab.start("run", *arguments)
    lab.wait_for_file(lab.folder / "began")
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_cancels_everything(lab, number):
    done = interrupt(begin(lab), number)
    assert done.code == 130
    assert lab.status() == "cancelled"
    assert lab.endings() == {"first": "success", "long": "cancelled", "after": "blocked"}
    assert lab.alive() == []
    assert lab.left() == []


def test_a_second_signal_leaves_no_more_time(lab):
    stubborn = SLOW.replace("touch HERE/began; sleep 30 & wait", "trap '' TERM; touch HERE/began; sleep 30; sleep 30")
    process = begin(lab, stubborn)
    process.send_signal(signal.SIGINT)
    lab.wait_for(lambda: True)
    done = interrupt(process)
    assert done.code == 130
    assert lab.endings()["long"] == "cancelled"


def test_a_killed_run_goes_on_and_repeats_nothing(lab):
    process = begin(lab)
    process.kill()
    process.communicate()
    (lab.folder / "began").unlink()
    assert lab.status() == "running"
    lab.write("this is not looked at", "pipeline.yaml")
    again = lab.start("resume")
    lab.wait_for_file(lab.folder / "began")
    done = interrupt(again)
    assert done.code == 130
    assert (lab.folder / "first").read_text() == "once\n"
    assert lab.attempts("long") == [("cancelled", "infrastructure"), ("cancelled", None)]


def test_a_run_that_ended_does_not_go_on(lab):
    assert lab.run("version: 1\nname: x\njobs: {a: {checkout: false, steps: [{name: s, script: 'true'}]}}\n").code == 0
    done = lab.pipec("resume")
    assert done.code == 1
    assert "has ended: success" in done.err


def test_clean_ends_what_a_killed_run_left(lab):
    process = begin(lab)
    process.kill()
    process.communicate()
    assert lab.alive() != []
    assert "would" not in lab.pipec("clean", "--dry-run").out
    assert lab.alive() != []
    done = lab.pipec("clean")
    assert done.code == 0, done.err
    assert lab.alive() == []
    assert lab.left() == []
    assert lab.status() == "cancelled"
    assert lab.endings() == {"first": "success", "long": "cancelled", "after": "cancelled"}
    assert lab.pipec("clean").out == "there is nothing to clean\n"


def test_old_runs_are_forgotten_but_not_what_happened(lab):
    text = "version: 1\nname: old\ndefaults: {checkout: false}\njobs: {a: {steps: [{name: s, script: 'echo hi'}]}}\n"
    assert lab.run(text).code == 0
    run = lab.last
    assert lab.pipec("clean", "--older-than", "1").out == "there is nothing to clean\n"
    assert "it is forgotten" in lab.pipec("clean", "--older-than", "0", "--dry-run").out
    assert lab.last == run
    assert lab.pipec("clean", "--older-than", "0").code == 0
    assert lab.pipec("status").code == 1
    assert not (lab.state / "runs" / run).exists()
    events = lab.pipec("audit", "show").out
    assert "run.success" in events
    assert lab.pipec("audit", "verify").code == 0


def test_a_plan_that_was_changed_is_refused(lab):
    process = begin(lab)
    process.kill()
    process.communicate()
    plan = lab.state / "runs" / lab.last / "plan.json"
    plan.write_text(plan.read_text().replace("sleep 30", "sleep 31"))
    done = lab.pipec("resume")
    assert done.code == 1
    assert "is not the one that it began with" in done.err
    lab.pipec("clean")


def test_cancel_from_another_process(lab):
    process = begin(lab)
    done = lab.pipec("cancel", "latest", "--reason", "not needed")
    assert done.code == 0, done.err
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 1, out
    assert lab.status() == "cancelled"
    assert "not needed" in lab.reasons()["long"]


def test_a_paused_run_starts_nothing_until_it_is_resumed(lab):
    text = SLOW.replace("sleep 30 & wait", "while [ ! -e HERE/go ]; do sleep 0.05; done")
    process = begin(lab, text)
    assert lab.pipec("pause", "latest").code == 0
    lab.wait_for(lambda: not lab.queries.requests(lab.last))
    (lab.folder / "go").touch()
    lab.wait_for(lambda: lab.status() == "paused")
    assert lab.endings() == {"first": "success", "long": "success", "after": "pending"}
    done = lab.pipec("resume", "latest")
    assert done.code == 0, done.err
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert lab.endings()["after"] == "success"


APPROVAL = """
version: 1
name: asks
timeout: 2s
jobs:
  ask:
    checkout: false
    approval: {required: 1, message: Really?}
    steps: [{name: s, script: "true"}]
  after: {checkout: false, depends_on: [ask], steps: [{name: s, script: "true"}]}
"""


def waiting(lab):
    def is_waiting():
        return (
            any(lab.state.glob("runs/*/plan.json"))
            and lab.status_or_none() == "waiting"
            and lab.endings()["ask"] == "waiting"
        )

    return is_waiting


def test_an_approval_lets_a_job_start_and_stops_the_clock(lab):
    lab.write(APPROVAL)
    process = lab.start("run")
    lab.wait_for(waiting(lab))
    time.sleep(2.5)  # longer than the pipeline may take
    done = lab.pipec("approve", "latest", "ask", "--reason", "looks good")
    assert done.code == 0, done.err
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0, out
    with lab.queries as queries:
        (approval,) = queries.approvals(lab.last)
    assert approval.decisions[0].reason == "looks good"


def test_a_rejection_fails_the_job(lab):
    lab.write(APPROVAL)
    process = lab.start("run")
    lab.wait_for(waiting(lab))
    assert lab.pipec("reject", "latest", "ask", "--reason", "no").code == 0
    process.communicate(timeout=20)
    assert process.returncode == 1
    assert lab.endings() == {"ask": "failure", "after": "blocked"}
    assert "rejected by" in lab.reasons()["ask"]


def test_a_question_survives_the_runtime(lab):
    lab.write(APPROVAL)
    process = lab.start("run")
    lab.wait_for(waiting(lab))
    process.kill()
    process.communicate()
    assert lab.pipec("approve", "latest", "ask", "--reason", "ok").code == 0
    done = lab.pipec("resume")
    assert done.code == 0, done.err + done.out
    assert lab.endings() == {"ask": "success", "after": "success"}


def test_a_cancellation_that_was_taken_up_before_a_kill_stays_one(lab):
    stubborn = SLOW.replace("touch HERE/began; sleep 30 & wait", "trap '' TERM; touch HERE/began; sleep 30; sleep 30")
    process = begin(lab, stubborn)
    assert lab.pipec("cancel", "latest", "--reason", "enough").code == 0
    lab.wait_for(lambda: not lab.queries.requests(lab.last))
    process.kill()
    process.communicate()
    done = lab.pipec("resume")
    assert done.code == 1
    assert lab.status() == "cancelled"
    assert "enough" in lab.reasons()["long"]


def test_clean_knows_a_run_that_never_began(lab):
    assert lab.run("version: 1\nname: x\njobs: {a: {checkout: false, steps: [{name: s, script: 'true'}]}}\n").code == 0
    stillborn = lab.state / "runs" / "20260101-000000-abcd"
    stillborn.mkdir()
    (stillborn / "plan.json").write_text("{}")
    assert "without --dry-run" in lab.pipec("clean", "--dry-run").out
    assert stillborn.exists()
    assert "never began" in lab.pipec("clean").out
    assert not stillborn.exists()
    assert lab.pipec("clean").out == "there is nothing to clean\n"
    assert lab.pipec("logs").code == 0
