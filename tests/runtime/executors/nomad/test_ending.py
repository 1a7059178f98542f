"""Why allocations ended, and why they wait, from what Nomad says of them."""

import pytest

from runtime.executors.nomad.ending import cause_of, stopped, was_stopped, why_waiting


def allocation(*events, status="failed", **more):
    return {"ClientStatus": status, "TaskStates": {"step-s": {"Events": list(events)}}, **more}


def event(kind, text="", **details):
    return {"Type": kind, "DisplayMessage": text, "Details": details}


@pytest.mark.parametrize(
    ("found", "failure_class"),
    [
        (event("Driver Failure", "Failed to pull `x`: manifest unknown"), "configuration"),
        (event("Driver Failure", "API error (404): image not found"), "configuration"),
        (event("Driver Failure", "write /x: no space left on device"), "resource"),
        (event("Driver Failure", "cannot connect to the Docker daemon"), "infrastructure"),
        (event("Failed Artifact Download", "bad response code: 403"), "dependency"),
        (event("Failed Validation", "no such field"), "configuration"),
        (event("Terminated", "Exit Code: 137", oom_killed="true"), "resource"),
    ],
)
def test_causes_have_classes(found, failure_class):
    cause = cause_of(allocation(found))
    assert cause is not None
    assert cause.failure_class == failure_class
    assert "step-s" in cause.reason


def test_a_task_that_ended_by_itself_has_no_cause():
    ended = event("Terminated", "Exit Code: 3", oom_killed="false")
    assert cause_of(allocation(event("Started"), ended)) is None
    assert cause_of(allocation(status="complete")) is None


def test_what_never_started_is_infrastructure():
    cause = cause_of(allocation(ClientDescription="no luck"))
    assert cause == ("Nomad ended it: no luck", "infrastructure")
    assert cause_of(allocation(status="lost")) == ("its node was lost", "infrastructure")


def test_who_stopped_it():
    second = 10**9
    early = {
        "DesiredStatus": "stop",
        "DesiredDescription": "alloc is being migrated",
        "CreateTime": 0,
        "ModifyTime": second,
    }
    assert was_stopped(early)
    assert stopped(early, 60) == ("it was stopped at Nomad (alloc is being migrated)", "infrastructure")
    assert stopped({**early, "ModifyTime": 61 * second}, 60).failure_class == "timeout"
    assert not was_stopped({"DesiredStatus": "run"})


def test_the_newest_evaluation_says_why_it_waits():
    group = {"NodesEvaluated": 2, "ConstraintFiltered": {"${meta.x} = y": 2}, "DimensionExhausted": None}
    old = {"CreateIndex": 1, "FailedTGAllocs": {"job": {"DimensionExhausted": {"memory": 1}}}}
    new = {"CreateIndex": 2, "FailedTGAllocs": {"job": group}}
    assert why_waiting([old, new]) == "no node takes it: 2 nodes not as wanted: ${meta.x} = y"
    assert why_waiting([old]) == "no node takes it: 1 node without room: memory"
    assert why_waiting([]) == ""
    assert (
        why_waiting([{"CreateIndex": 1, "FailedTGAllocs": {"job": {}}}]) == "no node takes it: there is none that could"
    )
