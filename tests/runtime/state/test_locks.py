"""The locks of the database outlive every look at it."""

import subprocess
import sys

from runtime.state.changes import Note
from runtime.state.database import open_database
from runtime.state.journal import apply_changes
from runtime.state.queries import Queries

ELSEWHERE = """
import sys
from pathlib import Path
from runtime.state.changes import Note
from runtime.state.journal import apply_changes
apply_changes(Path(sys.argv[1]), "other", Note("", sys.argv[2], "x"))
"""


def elsewhere(directory, action):
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(directory), action], check=True, timeout=30)


def test_opening_it_twice_does_not_let_another_process_remove_the_log(tmp_path):
    apply_changes(tmp_path, "test", Note("", "first", "x"))
    first = open_database(tmp_path)
    try:
        first.execute("SELECT count(*) FROM events").fetchall()
        open_database(tmp_path).close()
        elsewhere(tmp_path, "second")
        elsewhere(tmp_path, "third")
        assert (tmp_path / "state.db-wal").exists()
        with Queries(tmp_path) as queries:
            assert [event.action for event in queries.events()] == ["first", "second", "third"]
        assert first.execute("SELECT count(*) FROM events").fetchall() == [(3,)]
    finally:
        first.close()
