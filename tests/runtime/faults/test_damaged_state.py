"""The database and the store of artifacts are held, cut, replaced, deleted while runs go on."""

import os
import sqlite3
import time
from contextlib import closing

import pytest

from runtime.artifacts.queries import ArtifactQueries
from tests.runtime.runs.lab import BOUND

GATE = """
version: 1
name: gate
defaults: {checkout: false}
jobs:
  first:
    artifacts: {dist: {paths: [f]}}
    steps: [{name: s, script: "echo once >> HERE/first; echo content > f"}]
  gate:
    depends_on: [first]
    steps: [{name: s, script: "touch HERE/began; while [ ! -e HERE/go ]; do sleep 0.05; done"}]
  last:
    depends_on: [first, gate]
    inputs: [{artifact: first.dist, path: in}]
    steps: [{name: s, script: "test $(cat in/f) = content"}]
"""


def begun(lab):
    lab.write(GATE.replace("HERE", str(lab.folder)))
    process = lab.start("run")
    lab.wait_for_file(lab.folder / "began")
    return process


def end(lab, process, seconds=BOUND):
    (lab.folder / "go").touch()
    _, err = process.communicate(timeout=seconds)
    assert "internal error" not in err, err
    assert "Traceback" not in err, err
    assert process.returncode in {0, 1}
    return process.returncode, err


def whole(lab):
    assert lab.pipec("audit", "verify").code == 0
    with closing(sqlite3.connect(lab.state / "state.db")) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def hold(lab):
    connection = sqlite3.connect(lab.state / "state.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return closing(connection)


def test_a_database_that_is_held_for_a_while(lab):
    process = begun(lab)
    with hold(lab):
        (lab.folder / "go").touch()
        time.sleep(3)
    code, err = end(lab, process)
    assert code == 0, err
    assert whole(lab)


@pytest.mark.slow
def test_a_database_that_is_held_for_long(lab):
    process = begun(lab)
    with hold(lab):
        (lab.folder / "go").touch()
        began = time.monotonic()
        code, err = end(lab, process)
        assert time.monotonic() - began < 50
        assert code == 1
        assert "was held by another process for too long" in err
        assert "pipec resume" in err
        assert lab.alive() == []
        told = lab.pipec("resume")
        assert told.code == 1
        assert "was held by another process" in told.err
        time.sleep(max(0, 60 - (time.monotonic() - began)))
    done = lab.pipec("resume")
    assert done.code == 0, done.err
    assert (lab.folder / "first").read_text() == "once\n"
    assert set(lab.endings().values()) == {"success"}
    assert whole(lab)


def replace(path, data):
    path.with_name("new").write_bytes(data)
    path.with_name("new").replace(path)


DAMAGE = {
    "emptied": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, 5000),
    "overwritten": lambda path: path.write_bytes(os.urandom(path.stat().st_size)),
    "replaced by garbage": lambda path: replace(path, b"garbage" * 1000),
    "replaced by nothing": lambda path: replace(path, b""),
    "replaced by a folder": lambda path: (path.unlink(), path.mkdir()),
    "deleted": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_database_that_is_damaged_during_a_run(lab, damage):
    """The run ends with an error; success is never told where it is not recorded."""
    process = begun(lab)
    damage(lab.state / "state.db")
    code, err = end(lab, process)
    if code == 0:
        assert lab.status() == "success"
        assert whole(lab)
        return
    assert err.startswith("Error: "), err
    assert len(err.splitlines()) >= 2
    for arguments in (("status",), ("resume",), ("history",), ("logs",), ("clean",), ("run",)):
        done = lab.pipec(*arguments)
        assert "internal error" not in done.err, (arguments, done.err)
        assert done.code in {0, 1}, (arguments, done.err)
        if arguments == ("resume",):
            assert done.code == 1


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_a_log_of_the_database_that_is_deleted_during_a_run(lab, suffix):
    process = begun(lab)
    (lab.state / f"state.db{suffix}").unlink(missing_ok=True)
    code, err = end(lab, process)
    if code == 0:
        assert lab.status() == "success"
        assert whole(lab)
    else:
        assert err.startswith("Error: "), err


@pytest.mark.parametrize("suffix", ["-wal", "-shm", ""])
def test_a_file_of_the_database_that_is_deleted_after_a_kill(lab, suffix):
    """What the log of the database held is lost: nothing breaks, and nothing is told that is not so."""
    process = begun(lab)
    process.kill()
    process.communicate(timeout=BOUND)
    (lab.folder / "go").touch()
    (lab.state / f"state.db{suffix}").unlink(missing_ok=True)
    done = lab.pipec("resume")
    assert "internal error" not in done.err
    if done.code == 0:
        assert set(lab.endings().values()) == {"success"}
        assert whole(lab)
    else:
        assert done.code == 1
        assert done.err.startswith("Error: ")
    lab.wait_for(lambda: lab.alive() == [])


def objects(lab):
    with ArtifactQueries(lab.state) as stored:
        (record,) = stored.of_run(lab.last).values()
    found = [path for path in (lab.state / "artifacts/objects").glob("*/*") if path.read_bytes() == b"content\n"]
    return record.digest, found[0]


def corrupt(path):
    path.chmod(0o644)
    path.write_bytes(b"CONTENT\n")


@pytest.mark.parametrize(("word", "damage"), [("corrupted", corrupt), ("missing", lambda path: path.unlink())])
@pytest.mark.parametrize("which", ["content", "manifest"])
def test_an_object_that_is_damaged_between_producer_and_consumer(lab, word, damage, which):
    process = begun(lab)
    digest, content = objects(lab)
    damaged = content if which == "content" else lab.state / "artifacts/objects" / digest[:2] / digest[2:]
    damage(damaged)
    code, _ = end(lab, process)
    assert code == 1
    assert lab.endings() == {"first": "success", "gate": "success", "last": "failure"}
    reason = lab.reasons()["last"]
    assert "first.dist" in reason
    assert {"corrupted": "is corrupted", "missing": "is not in the store"}[word] in reason
    assert "pipec run --from first" in reason, reason
    verified = lab.pipec("artifact", "verify")
    assert verified.code == 1
    assert word in verified.out
    again = lab.pipec("run", "--from", "first")
    assert again.code == 0, again.err + again.out
    assert lab.pipec("artifact", "verify", digest).code == 0
