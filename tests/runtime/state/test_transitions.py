"""Legal transitions: the tables, and that nothing else gets into the database."""

from itertools import pairwise, product
from typing import get_args

import pytest

from runtime.records import ENDED_JOB, ENDED_RUN, JobStatus, RunStatus, StepResult
from runtime.state.changes import BeginAttempt, BeginStep, CreateRun, EndAttempt, EndStep, MoveJob, MoveRun
from runtime.state.journal import apply_changes
from runtime.state.queries import Queries
from runtime.state.transitions import (
    DEPLOYMENT,
    JOB,
    RUN,
    TABLES,
    TASK,
    DeploymentStatus,
    IllegalTransition,
    TaskStatus,
    check_transition,
)
from tests.runtime.state import states

WORDS = {
    "run": get_args(RunStatus),
    "job": get_args(JobStatus),
    "deployment": get_args(DeploymentStatus),
    "task": get_args(TaskStatus),
}
LEGAL_JOB = {
    ("pending", "waiting"),
    ("pending", "running"),
    ("pending", "failure"),
    ("pending", "cancelled"),
    ("pending", "skipped"),
    ("pending", "blocked"),
    ("waiting", "pending"),
    ("waiting", "running"),
    ("waiting", "failure"),
    ("waiting", "cancelled"),
    ("running", "success"),
    ("running", "failure"),
    ("running", "cancelled"),
    ("running", "retry"),
    ("retry", "running"),
    ("retry", "failure"),
    ("retry", "cancelled"),
}
LEGAL_RUN = {
    ("pending", "running"),
    ("pending", "failure"),
    ("pending", "cancelled"),
    *product(("running",), ("paused", "waiting", "success", "failure", "cancelled")),
    *product(("paused",), ("running", "waiting", "failure", "cancelled")),
    *product(("waiting",), ("running", "paused", "success", "failure", "cancelled")),
}


def way_to(table, status):
    """Return the shortest legal way from `pending` to a status."""
    ways = {"pending": ()}
    while status not in ways:
        ways |= {after: (*ways[before], after) for before in ways for after in sorted(table[before] - set(ways))}
    return ways[status]


@pytest.mark.parametrize("kind", TABLES)
def test_every_status_has_its_place(kind):
    table = TABLES[kind]
    assert set(table) == set(WORDS[kind])
    assert set().union(*table.values()) <= set(table)
    for status in table:
        assert all(after in table[before] for before, after in pairwise(("pending", *way_to(table, status))))


@pytest.mark.parametrize("kind", TABLES)
def test_the_check_is_the_table(kind):
    for before, after in product(WORDS[kind], repeat=2):
        if after in TABLES[kind][before]:
            check_transition(kind, "x", before, after)
        else:
            with pytest.raises(IllegalTransition, match=f"{kind} `x` cannot go from {before} to {after}"):
                check_transition(kind, "x", before, after)


def test_endings_end():
    assert {status for status, after in JOB.items() if not after} == ENDED_JOB
    assert {status for status, after in RUN.items() if not after} == ENDED_RUN
    assert {status for status, after in DEPLOYMENT.items() if not after} == {"completed", "rolled_back"}
    assert {status for status, after in TASK.items() if not after} == {"succeeded", "failed"}


@pytest.mark.parametrize("before", WORDS["job"])
def test_jobs_in_the_database(tmp_path, before):
    states.start(tmp_path, jobs=WORDS["job"])
    for job in WORDS["job"]:  # each job is the one that is moved to the status of its name
        apply_changes(tmp_path, "eva", *(MoveJob(states.RUN, job, to) for to in way_to(JOB, before)))
        if (before, job) in LEGAL_JOB:
            apply_changes(tmp_path, "eva", MoveJob(states.RUN, job, job))
        else:
            with pytest.raises(IllegalTransition):
                apply_changes(tmp_path, "eva", MoveJob(states.RUN, job, job))
    with Queries(tmp_path) as queries:
        found = {each.job: each.status for each in queries.jobs(states.RUN)}
    assert found == {job: job if (before, job) in LEGAL_JOB else before for job in WORDS["job"]}


@pytest.mark.parametrize("before", WORDS["run"])
def test_runs_in_the_database(tmp_path, before):
    for number, to in enumerate(WORDS["run"]):
        run = f"20260504-133700-000{number}"
        apply_changes(tmp_path, "eva", CreateRun(states.record(run), ()))
        apply_changes(tmp_path, "eva", *(MoveRun(run, step) for step in way_to(RUN, before)))
        if (before, to) in LEGAL_RUN:
            apply_changes(tmp_path, "eva", MoveRun(run, to))
        else:
            with pytest.raises(IllegalTransition):
                apply_changes(tmp_path, "eva", MoveRun(run, to))
        with Queries(tmp_path) as queries:
            assert queries.find_run(run).status == (to if (before, to) in LEGAL_RUN else before)


def test_what_is_refused_leaves_nothing(tmp_path):
    states.start(tmp_path)
    before = states.rows(tmp_path, "SELECT * FROM events"), states.rows(tmp_path, "SELECT * FROM jobs")
    with pytest.raises(IllegalTransition, match="job `test` cannot go from pending to success"):
        apply_changes(tmp_path, "eva", MoveJob(states.RUN, "build", "running"), MoveJob(states.RUN, "test", "success"))
    assert before == (states.rows(tmp_path, "SELECT * FROM events"), states.rows(tmp_path, "SELECT * FROM jobs"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (MoveRun("none", "running"), "there is no run `none`"),
        (MoveJob(states.RUN, "none", "running"), "has no job `none`"),
        (EndAttempt(states.RUN, "build", 1, "success"), "attempt 1 of job `build` cannot end: it is unknown"),
        (EndStep(states.RUN, "build", "s", 1, StepResult("success")), "from unknown to success"),
        (CreateRun(states.record("other", status="running"), ()), "run `other` cannot begin as running"),
    ],
)
def test_what_is_not_there_cannot_change(tmp_path, change, sentence):
    states.start(tmp_path)
    with pytest.raises(IllegalTransition, match=sentence):
        apply_changes(tmp_path, "eva", change)


def test_attempts_and_steps_end_once(tmp_path):
    states.start(tmp_path)
    result = StepResult("failure", 3, "code", "no")
    ends = (EndStep(states.RUN, "build", "s", 1, result, 5), EndAttempt(states.RUN, "build", 1, "failure", 3, "code"))
    apply_changes(
        tmp_path, "eva", BeginAttempt(states.RUN, "build", 1), BeginStep(states.RUN, "build", 1, "s", 1), *ends
    )
    for end in ends:
        with pytest.raises(IllegalTransition):
            apply_changes(tmp_path, "eva", end)
