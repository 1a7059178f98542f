"""How jobs stand: counted right, shown in the right order, at a cost that does not grow with their number."""

import time

from hypothesis import given
from hypothesis import strategies as st

from runtime.records import ENDED_JOB
from runtime.reporting.board import Board
from tests.runtime.reporting.events import plan_of

NAMES = tuple(f"job-{number}" for number in range(12))
STATUSES = ("pending", "waiting", "running", "retry", *sorted(ENDED_JOB))


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(STATUSES)), max_size=60), st.integers(1, 20))
def test_counts_and_rows_are_those_of_the_last_statuses(events, most):
    board = Board(plan_of(*NAMES))
    last = dict.fromkeys(NAMES, "pending")
    for job, status in events:
        board.job_changed(job, status, 1, 0)
        last[job] = status
    assert {status: count for status, count in board.counts.items() if count} == {
        status: list(last.values()).count(status) for status in last.values()
    }
    assert board.ended == sum(status in ENDED_JOB for status in last.values())
    rows = board.rows(most)
    assert len(rows) <= most
    assert all(last[row.job] == row.status for row in rows)
    if most >= len(NAMES):
        assert [row.job for row in rows] == list(NAMES)
    else:
        assert {row.status for row in rows} <= {"running", "waiting", "retry", "failure"}


def test_a_job_that_is_not_in_the_plan_is_counted_too():
    board = Board(plan_of())
    board.job_changed("new", "running", 1, 0)
    assert board.counts["running"] == len(board) == 1


def test_rows_say_step_place_and_time():
    board = Board(plan_of("build"))
    board.job_changed("build", "running", 2, 61_000)
    board.step_changed("build", "test")
    (row,) = board.rows(5)
    assert (row.step, row.place, row.attempt) == ("test", "2/2", 2)
    assert 61_000 <= row.duration < 65_000


def test_an_event_costs_as_much_among_many_jobs():
    board = Board(plan_of(*(f"job-{number}" for number in range(10_000))))
    began = time.perf_counter()
    for number in range(10_000):
        board.job_changed(f"job-{number}", "running", 1, 0)
        board.step_changed(f"job-{number}", "test")
        board.job_changed(f"job-{number}", "failure" if number % 3 else "success", 1, 10)
    assert time.perf_counter() - began < 2
    began = time.perf_counter()
    for _ in range(50):
        board.rows(40)
    assert time.perf_counter() - began < 1
