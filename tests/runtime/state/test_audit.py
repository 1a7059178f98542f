"""The chain of events: what is altered, taken out, put in or moved is found and named."""

import hashlib
import json
import subprocess
import sys

import pytest

from runtime.errors import StateError
from runtime.state.audit import MOST, Head, chain_head, verify
from runtime.state.changes import Note
from runtime.state.events import FIRST
from runtime.state.journal import apply_changes
from tests.pipec.command_line import ROOT, environment
from tests.runtime.state import states

RUN = states.RUN
ALL = "seq, id, timestamp, actor, action, resource, context, run, previous, hash, signature"


@pytest.fixture
def state(tmp_path):
    apply_changes(tmp_path, "eva", *(Note(RUN, "note", f"n{n}", {"n": n, "text": "ü\u2028"}) for n in range(1, 11)))
    return tmp_path


@pytest.fixture
def key(tmp_path, monkeypatch):
    path = tmp_path / "key"
    path.write_bytes(b"k" * 32)
    monkeypatch.setenv("PIPEC_AUDIT_KEY_FILE", str(path))
    return path


def found(directory, anchor=""):
    report = verify(directory, anchor)
    assert report.found == len(report.findings)
    assert report.whole == (not report.findings and report.anchored is not False)
    return [(finding.seq, finding.problem) for finding in report.findings]


def test_a_whole_chain(state):
    report = verify(state)
    assert (report.events, report.found, report.anchored, report.signed, report.whole) == (10, 0, None, 0, True)
    assert report.head == chain_head(state)


def test_without_a_database_there_is_an_empty_chain(tmp_path):
    assert verify(tmp_path / "none").whole
    assert chain_head(tmp_path / "none") == Head(0, FIRST)
    assert not (tmp_path / "none").exists()


def test_anybody_can_compute_the_hashes(state):
    before = "0" * 64
    for *fields, own, _ in states.rows(state, f"SELECT {ALL} FROM events ORDER BY seq"):
        text = json.dumps(["pipec-event-1", *fields], separators=(",", ":"))
        assert own == hashlib.sha256(text.encode("ascii")).hexdigest()
        assert fields[-1] == before
        before = own


@pytest.mark.parametrize(
    "change",
    [
        "id = 'x'",
        "timestamp = timestamp + 1",
        "actor = 'tom'",
        "action = 'other'",
        "resource = 'other'",
        "context = '{}'",
        "run = 'other'",
        "context = x'00ff'",
        "context = cast(x'ff' AS TEXT)",
        "timestamp = '1,2'",
        "actor = 3",
    ],
)
def test_what_was_altered_is_named(state, change):
    states.tamper(state, f"UPDATE events SET {change} WHERE seq = 4")
    assert found(state) == [(4, "altered")]


def test_another_hash(state):
    states.tamper(state, "UPDATE events SET hash = upper(hash) WHERE seq = 4")
    assert found(state) == [(4, "altered"), (5, "moved")]


def test_another_hash_before(state):
    states.tamper(state, f"UPDATE events SET previous = '{FIRST}' WHERE seq = 4")
    assert found(state) == [(4, "moved"), (4, "altered")]


@pytest.mark.parametrize(
    ("gone", "named"),
    [("= 4", "event 4 is missing"), ("IN (4, 5, 6)", "events 4 to 6 are missing"), ("= 1", "event 1 is missing")],
)
def test_what_is_missing_is_named(state, gone, named):
    states.tamper(state, f"DELETE FROM events WHERE seq {gone}")
    (finding,) = verify(state).findings
    assert (finding.problem, finding.message) == ("missing", named)


def test_what_is_missing_cannot_be_hidden_by_other_numbers(state):
    states.tamper(
        state,
        "DELETE FROM events WHERE seq = 4",
        *(f"UPDATE events SET seq = {n - 1} WHERE seq = {n}" for n in range(5, 11)),
    )
    assert found(state)[:2] == [(4, "moved"), (4, "altered")]


def test_what_was_put_in_is_named(state):
    states.tamper(
        state,
        *(f"UPDATE events SET seq = {n + 1} WHERE seq = {n}" for n in range(10, 3, -1)),
        f"INSERT INTO events ({ALL}) SELECT 4, 'x', timestamp, actor, action, 'put in', context, run, hash, "
        "'x', '' FROM events WHERE seq = 3",
    )
    assert found(state)[0] == (4, "altered")


def test_what_was_moved_is_named(state):
    states.tamper(
        state,
        "UPDATE events SET seq = 99 WHERE seq = 4",
        "UPDATE events SET seq = 4 WHERE seq = 5",
        "UPDATE events SET seq = 5 WHERE seq = 99",
    )
    assert set(found(state)) == {(4, "altered"), (4, "moved"), (5, "altered"), (5, "moved"), (6, "moved")}


def test_many_findings_are_counted_and_some_are_named(tmp_path):
    apply_changes(tmp_path, "eva", *(Note(RUN, "note", str(n)) for n in range(3 * MOST)))
    states.tamper(tmp_path, "UPDATE events SET actor = 'tom'")
    report = verify(tmp_path)
    assert (report.found, len(report.findings), report.whole) == (3 * MOST, MOST, False)


def test_a_cut_end_is_seen_with_an_anchor_alone(state):
    head = chain_head(state)
    assert head.seq == 10
    assert verify(state, head.hash.upper()).anchored is True
    apply_changes(state, "eva", Note(RUN, "note", "later"))
    assert verify(state, head.hash).whole
    states.tamper(state, "DELETE FROM events WHERE seq >= 9")
    assert found(state) == []
    report = verify(state, head.hash)
    assert (report.anchored, report.whole, report.found) == (False, False, 0)


def test_an_altered_event_is_no_anchor(state):
    states.tamper(state, "UPDATE events SET actor = 'tom' WHERE seq = 10")
    assert verify(state, chain_head(state).hash).anchored is False


class TestSigned:
    def test_events_are_signed_from_the_key_on(self, state, key):
        apply_changes(state, "eva", Note(RUN, "note", "signed"))
        report = verify(state)
        assert (report.whole, report.events, report.signed) == (True, 11, 1)

    def test_who_makes_the_chain_anew_has_no_key(self, state, key, monkeypatch):
        apply_changes(state, "eva", Note(RUN, "note", "signed"), Note(RUN, "note", "signed, too"))
        states.tamper(state, "DELETE FROM events WHERE seq = 12")
        monkeypatch.delenv("PIPEC_AUDIT_KEY_FILE")
        apply_changes(state, "tom", Note(RUN, "note", "unsigned"))
        assert found(state) == []
        monkeypatch.setenv("PIPEC_AUDIT_KEY_FILE", str(key))
        assert found(state) == [(12, "unsigned")]

    def test_another_key(self, state, key):
        apply_changes(state, "eva", Note(RUN, "note", "signed"))
        key.write_bytes(b"other" * 8)
        assert found(state) == [(11, "forged")]

    @pytest.mark.parametrize("content", [None, b"short"])
    def test_a_key_that_cannot_be_used(self, state, key, content):
        key.unlink()
        if content is not None:
            key.write_bytes(content)
        for action in (lambda: apply_changes(state, "eva", Note(RUN, "x", "y")), lambda: verify(state)):
            with pytest.raises(StateError, match="the key of the audit chain") as raised:
                action()
            assert raised.value.help
            assert "short\n" not in str(raised.value)


MEASURE = """
import sys
from pathlib import Path
from runtime.state.audit import verify
from tests.memory import peak, reset_peak
before = reset_peak()
report = verify(Path(sys.argv[1]))
print(report.events, peak() - before)
"""


def test_memory_does_not_grow_with_the_chain(tmp_path):
    apply_changes(tmp_path, "eva", *(Note(RUN, "note", str(n), {"text": "x" * 1000}) for n in range(10_000)))
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    events, kibibytes = map(int, done.stdout.split())
    assert events == 10_000
    assert kibibytes < 8_000  # of 14 MB of events
