"""The summary at the end of a run, as text and as JSON."""

import json

import pytest

from runtime.reporting.critical import Earlier
from runtime.reporting.status_text import render_history, render_status
from runtime.reporting.summary import summarize
from runtime.reporting.summary_json import summary_json
from runtime.reporting.summary_text import render_summary
from tests.runtime.reporting import histories
from tests.runtime.reporting.events import HOSTILE


@pytest.fixture(autouse=True)
def utc(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def tail(job, step, attempt):
    return ["collecting", f"{job}/{step}#{attempt}", HOSTILE]


@pytest.mark.parametrize("name", ["small", "middle", "large"])
def test_text(name, snapshot):
    run = getattr(histories, name)()
    earlier = Earlier("20251120-160000-ffff", {job.id: job.duration for job in run.jobs}) if name == "small" else None
    text = render_summary(summarize(run, earlier, tail), color=False)
    assert "\x1b" not in text
    assert len(text.splitlines()) < 200
    assert text == snapshot


@pytest.mark.parametrize("name", ["small", "middle"])
def test_status(name, snapshot):
    assert render_status(getattr(histories, name)(), color=False) == snapshot


def test_status_of_an_interrupted_run_says_how_it_goes_on():
    run = histories.small()._replace(status="running", interrupted=True)
    assert f"pipec resume {run.run}" in render_status(run, color=False)


def test_history(snapshot):
    runs = [histories.small(), histories.middle()._replace(run="20251121-150000-ffff"), histories.large()]
    assert render_history(runs, color=False) == snapshot


def test_colour_is_all_that_colour_adds():
    import re

    summary = summarize(histories.middle(), None, tail)
    colored = render_summary(summary, color=True)
    assert re.sub("\x1b\\[[0-9]*m", "", colored) == render_summary(summary, color=False)


def test_json_is_what_the_text_says():
    run = histories.middle()
    data = json.loads(json.dumps(summary_json(summarize(run, None, tail))))
    assert data["format"] == 1
    assert data["counts"] == {"success": 53, "failure": 3, "blocked": 4}
    assert data["critical_path"]["duration"] == data["wall_time"] == run.end - run.began
    assert data["job_time"] == sum(job.duration for job in run.jobs)
    assert data["expected_path"]["duration"] is None
    assert [failure["job"] for failure in data["failures"]] == ["unit-tests-mail", "integration-web", "lint-auth"]
    assert data["failures"][1]["attempt"] == 2
    assert data["approvals"][0]["missing"] == 1


def test_a_failure_before_any_step_is_told_with_its_reason():
    run = histories.small()
    jobs = (run.jobs[0]._replace(status="failure", attempts=(), reason="input `x` is missing"), *run.jobs[1:])
    (failure,) = summarize(histories.run_of(jobs), None, tail).failures
    assert (failure.step, failure.tail, failure.reason) == ("", (), "input `x` is missing")
    assert failure.command.endswith("--job lint")
