"""Reading: finding runs, lists, and seeing that something was written."""

import threading

import pytest

from runtime.errors import StateError
from runtime.state.changes import MoveRun, Note
from runtime.state.journal import apply_changes
from runtime.state.queries import Queries
from tests.runtime.state import states

RUNS = ("20260504-133700-0a1b", "20260504-133701-0c1b", "20260505-090000-ffff")


@pytest.fixture
def state(tmp_path):
    for number, run in enumerate(RUNS):
        states.start(tmp_path, run, ("a",), pipeline=("shop", "shop", "site")[number])
    return tmp_path


def test_a_run_is_found_by_what_is_unique(state):
    with Queries(state) as queries:
        for text, run in {RUNS[1]: 1, "latest": 2, "20260505": 2, "ffff": 2, "0a1b": 0, "c1b": 1}.items():
            assert queries.find_run(text).id == RUNS[run]


@pytest.mark.parametrize(
    ("text", "sentence", "help"),
    [
        ("2026", "`2026` is the beginning or end of several runs", f"They are: {', '.join(reversed(RUNS))}."),
        ("1b", "`1b` is the beginning or end of several runs", f"They are: {RUNS[1]}, {RUNS[0]}."),
        ("nothing", "there is no run `nothing`", f"The last ones: {', '.join(reversed(RUNS))}."),
        ("%", "there is no run `%`", f"The last ones: {', '.join(reversed(RUNS))}."),
        ("", "there is no run ``", f"The last ones: {', '.join(reversed(RUNS))}."),
    ],
)
def test_others_are_named(state, text, sentence, help):
    with Queries(state) as queries, pytest.raises(StateError) as raised:
        queries.find_run(text)
    assert (str(raised.value), raised.value.help) == (sentence, help)


def test_many_candidates_are_not_all_named(tmp_path):
    for number in range(8):
        states.start(tmp_path, f"20260504-13370{number}-0000", ())
    with Queries(tmp_path) as queries, pytest.raises(StateError) as raised:
        queries.find_run("2026")
    assert raised.value.help.endswith("20260504-133703-0000, ….")


def test_without_a_database_there_is_nothing_and_nothing_is_made(tmp_path):
    with Queries(tmp_path / "none") as queries:
        assert (queries.runs(), queries.jobs("x"), queries.events(), queries.counter()) == ((), (), (), 0)
        assert queries.next_number("shop") == 1
        with pytest.raises(StateError, match="there is no run yet"):
            queries.find_run("latest")
        assert not (tmp_path / "none").exists()
        states.start(tmp_path / "none")
        assert queries.find_run("latest").id == states.RUN


def test_runs_are_chosen(state):
    apply_changes(state, "eva", MoveRun(RUNS[1], "success"))
    with Queries(state) as queries:
        assert [run.id for run in queries.runs()] == [*reversed(RUNS)]
        assert [run.id for run in queries.runs(1)] == [RUNS[2]]
        assert [run.id for run in queries.runs(pipeline="shop")] == [RUNS[1], RUNS[0]]
        assert [run.id for run in queries.runs(pipeline="shop", status="running")] == [RUNS[0]]
        assert queries.runs(status="paused") == ()


def test_events_are_paged(state):
    with Queries(state) as queries:
        assert [event.seq for event in queries.events()] == [1, 2, 3, 4, 5, 6]
        assert [event.seq for event in queries.events(after=2, limit=3)] == [3, 4, 5]
        assert [event.seq for event in queries.events(RUNS[1])] == [3, 4]
        assert [event.seq for event in queries.events(RUNS[1], after=3)] == [4]
        assert [event.seq for event in queries.last_events(2)] == [5, 6]
        assert [event.seq for event in queries.last_events(1, RUNS[0])] == [2]


def test_the_counter_tells_that_something_was_written(state):
    with Queries(state) as queries:
        before = queries.counter()
        assert queries.counter() == before
        apply_changes(state, "eva", Note(RUNS[0], "x", "y"))
        assert queries.counter() != before


def test_nothing_can_be_written(state):
    with Queries(state) as queries, pytest.raises(StateError, match="cannot be written"):
        queries.execute("DELETE FROM runs")


def test_any_thread_may_ask(state):
    found = []
    with Queries(state) as queries:
        threads = [threading.Thread(target=lambda: found.append(len(queries.events()))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert found == [6] * 8
