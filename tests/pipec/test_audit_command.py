"""`pipec audit`: the record of what was done."""

import json

import pytest

from runtime.state.audit import chain_head
from tests.pipec.command_line import run
from tests.runtime.state import states

RUN = states.RUN
NO_ANCHOR = "The anchor is not in the chain: its end was cut, or all of it was made anew."
CUT = "That nothing was cut from its end can only be told with an anchor"


@pytest.fixture
def state(tmp_path, monkeypatch):
    states.start(tmp_path)
    states.start(tmp_path, "20260505-080000-ffff", ("a",), pipeline="site")
    monkeypatch.setenv("PIPEC_STATE_DIR", str(tmp_path))
    return tmp_path


def test_a_whole_chain(state):
    ran = run("audit", "verify")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"4 events: nothing was altered, taken out or moved\n{CUT}")


def test_the_head_is_an_anchor(state):
    head = run("audit", "head").out
    assert head == f"{chain_head(state).hash}\n"
    assert run("audit", "verify", "--anchor", head) == (
        0,
        "4 events: nothing was altered, taken out or moved\nThe anchor is in the chain.\n",
        "",
    )
    states.tamper(state, "DELETE FROM events WHERE seq = 4")
    ran = run("audit", "verify", "--anchor", head)
    assert (ran.code, ran.out) == (1, f"3 events: nothing was altered, taken out or moved\n{NO_ANCHOR}\n")


def test_what_is_wrong_is_named(state):
    states.tamper(state, "UPDATE events SET actor = 'tom' WHERE seq = 2", "DELETE FROM events WHERE seq = 3")
    ran = run("audit", "verify")
    assert ran.code == 1
    assert ran.out.splitlines()[:3] == [
        " altered  event 2 (run.running) is not what was written",
        " missing  event 3 is missing",
        "3 events: 2 problems",
    ]


def test_json(state):
    states.tamper(state, "UPDATE events SET actor = 'tom' WHERE seq = 2")
    ran = run("audit", "verify", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out) == {
        "format": 1,
        "whole": False,
        "events": 4,
        "signed": 0,
        "anchored": None,
        "head": chain_head(state)._asdict(),
        "found": 1,
        "findings": [
            {"seq": 2, "problem": "altered", "message": "event 2 (run.running) is not what was written"},
        ],
    }
    assert json.loads(run("audit", "head", "--format", "json").out) == {"format": 1, **chain_head(state)._asdict()}


@pytest.mark.parametrize("anchor", ["12", "g" * 64])
def test_an_anchor_that_is_none(state, anchor):
    ran = run("audit", "verify", "--anchor", anchor)
    assert ran.code == 2
    assert "a hash has 64 hex digits" in ran.err


def test_events_are_listed(state):
    lines = run("audit", "show").out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3", "4"]
    assert f'{RUN}  eva  run.running  {RUN}  {{"from":"pending"}}' in lines[1]
    assert [line.split()[0] for line in run("audit", "show", "0a1b").out.splitlines()] == ["1", "2"]
    assert [line.split()[0] for line in run("audit", "show", "latest", "--limit", "1").out.splitlines()] == ["4"]
    events = json.loads(run("audit", "show", "--format", "json").out)
    assert (events["format"], [event["action"] for event in events["events"]]) == (
        1,
        ["run.created", "run.running", "run.created", "run.running"],
    )


def test_no_event_controls_the_terminal(state):
    states.tamper(state, "UPDATE events SET actor = 'e' || char(27) || '[2Jva'")
    assert "\x1b" not in run("audit", "show").out


def test_nothing_is_there(tmp_path):
    ran = run("audit", "verify", "--state-dir", str(tmp_path / "none"))
    assert (ran.code, ran.out.splitlines()[0]) == (0, "0 events: nothing was altered, taken out or moved")
    assert run("audit", "show", "--state-dir", str(tmp_path / "none")) == (0, "", "")
    assert not (tmp_path / "none").exists()


def test_a_damaged_database(tmp_path):
    (tmp_path / "state.db").write_text("text" * 2000)
    ran = run("audit", "verify", "--state-dir", str(tmp_path))
    assert ran.code == 1
    assert "state.db is damaged, or is no database of pipec" in ran.err
