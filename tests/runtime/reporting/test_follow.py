"""A run that is followed is told as it happens, once each, until it has ended or is left."""

import threading
import time

import pytest

from runtime.reporting.follow import follow_run
from runtime.reporting.view import Closing
from runtime.state.ownership import own_run
from runtime.state.queries import Queries
from tests.runtime.reporting import states
from tests.runtime.reporting.events import RUN


class Ears(Closing):
    """Writes down all that it hears."""

    def __init__(self, *, wants_lines=True):
        self.wants_lines = wants_lines
        self.heard = []

    def run_changed(self, run, status, reason):
        self.heard.append(("run", status))

    def job_changed(self, job, status, attempt, duration, reason):
        self.heard.append((job, status))

    def step_changed(self, job, step, attempt, status, duration, reason):
        self.heard.append((f"{job}/{step}", status))

    def wrote(self, line):
        self.heard.append((f"{line.job}/{line.step}", line.message))


@pytest.mark.parametrize("wants_lines", [True, False])
def test_all_is_told_once(tmp_path, wants_lines):
    states.begin(tmp_path)
    states.log(tmp_path, RUN, "before\n")
    ears = Ears(wants_lines=wants_lines)

    def go_on():
        time.sleep(0.3)
        states.log(tmp_path, RUN, "while\n")
        time.sleep(0.2)
        states.fail(tmp_path, message="at last")

    with own_run(tmp_path, RUN), Queries(tmp_path) as queries:
        thread = threading.Thread(target=go_on)
        thread.start()
        assert follow_run(queries, tmp_path, RUN, ears) == "failure"
        thread.join(10)
    assert len(ears.heard) == len(set(ears.heard))
    told = [heard for heard in ears.heard if heard[1] not in {"before", "while", "at last"}]
    assert told[:3] == [("run", "running"), ("build", "running"), ("build/compile", "running")]
    assert told[3:] == [
        ("build/compile", "failure"),
        ("build", "failure"),
        ("lint", "cancelled"),
        ("publish", "blocked"),
        ("run", "failure"),
    ]
    lines = [message for _, message in ears.heard if message in {"before", "while", "at last"}]
    assert lines == (["before", "while", "at last"] if wants_lines else [])


def test_a_run_that_nobody_executes_is_not_waited_for(tmp_path):
    states.begin(tmp_path)
    with Queries(tmp_path) as queries:
        assert follow_run(queries, tmp_path, RUN, Ears()) == "running"
