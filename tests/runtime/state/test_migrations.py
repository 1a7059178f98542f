"""Migrations: what earlier versions wrote is read, a migration is whole or not at all, many may start it at once."""

import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from runtime.errors import StateError
from runtime.state.audit import verify
from runtime.state.changes import Decide
from runtime.state.database import open_database
from runtime.state.journal import apply_changes
from runtime.state.migrating import migrate, version_of
from runtime.state.migrations import MIGRATIONS
from runtime.state.queries import Queries
from tests.pipec.command_line import ROOT, environment
from tests.runtime.state import states

VERSION_1 = Path(__file__).with_name("version1.sql").read_text(encoding="utf-8")
NEXT = (*MIGRATIONS, ("CREATE TABLE novelty (x)", "INSERT INTO novelty SELECT id FROM runs"))


@pytest.fixture
def old(tmp_path):
    """Return a state directory as version 1 left it."""
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        connection.executescript(VERSION_1)
        connection.execute("PRAGMA journal_mode = WAL")
    return tmp_path


def plain(directory):
    return sqlite3.connect(directory / "state.db", isolation_level=None)


def schema(directory):
    return [
        (name, re.sub(r"\s+", " ", sql))
        for name, sql in states.rows(
            directory, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        )
    ]


def test_a_state_of_version_1_is_read_and_written(old):
    with Queries(old) as queries:
        run = queries.find_run("latest")
        assert (run.id, run.status, run.active_ms, run.parameters) == (states.RUN, "waiting", 902, {"region": "eu"})
        assert [(job.job, job.status) for job in queries.jobs(run.id)] == [("build", "success"), ("deploy", "waiting")]
        assert [(step.step, step.outputs) for step in queries.steps(run.id)] == [("compile", {"version": "1.0 ü"})]
        assert [attempt.duration_ms for attempt in queries.attempts(run.id)] == [894]
        assert [(each.missing, each.approvers) for each in queries.approvals(run.id)] == [(1, ("eva", "tom"))]
        assert [request.kind for request in queries.requests(run.id)] == ["pause"]
        apply_changes(old, "tom", Decide(run.id, "deploy", approved=True, who="tom"))
        assert queries.approvals(run.id)[0].verdict == "approved"
    assert verify(old).whole
    assert states.rows(old, "PRAGMA user_version") == [(len(MIGRATIONS),)]


def test_migrated_is_as_new(old, tmp_path):
    states.start(tmp_path / "new")
    assert schema(old) == schema(tmp_path / "new")
    assert states.rows(old, "PRAGMA foreign_key_check") == []


def test_a_migration_that_fails_is_undone(old):
    open_database(old).close()
    before = schema(old)
    with closing(plain(old)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
            migrate(connection, (*NEXT, ("INSERT INTO nowhere VALUES (1)",)))
        assert version_of(connection) == len(MIGRATIONS)
        assert not connection.in_transaction
    assert schema(old) == before


def test_a_migration_that_is_killed_is_undone(old):
    open_database(old).close()
    before = schema(old)
    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(old / "state.db")],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert schema(old) == before
    with closing(plain(old)) as connection:
        migrate(connection, NEXT)
        assert connection.execute("SELECT x FROM novelty").fetchall() == [(states.RUN,)]


KILLED = """
import os, signal, sqlite3, sys
from runtime.state.migrating import migrate
from tests.runtime.state.test_migrations import NEXT
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
migrate(connection, (*NEXT, ("CREATE TABLE more (x)", "SELECT die()")))
"""
OPENER = """
import sys
from pathlib import Path
from runtime.state.journal import apply_changes
from runtime.state.changes import Note
sys.stdin.readline()
apply_changes(Path(sys.argv[1]), "eva", Note("", "opened", "x"))
"""


@pytest.mark.parametrize("kind", ["old", "new"])
def test_many_processes_open_at_once(kind, request, tmp_path):
    directory = request.getfixturevalue("old") if kind == "old" else tmp_path / "new"
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(directory)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for opener in openers:
        opener.stdin.write("\n")
        opener.stdin.flush()
    assert [(opener.communicate(timeout=30)[1], opener.returncode) for opener in openers] == [("", 0)] * 6
    assert states.rows(directory, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert states.rows(directory, "SELECT count(*) FROM events WHERE action = 'opened'") == [(6,)]
    assert verify(directory).whole
    assert {path.name for path in directory.iterdir()} <= {"state.db", "new"}


def test_a_newer_state_is_refused(old):
    states.tamper(old, "PRAGMA user_version = 99")
    with pytest.raises(StateError, match=f"version 99, and this pipec knows versions up to {len(MIGRATIONS)}") as told:
        open_database(old)
    assert "newer pipec" in told.value.help
    with Queries(old) as queries, pytest.raises(StateError, match="version 99"):
        queries.runs()
