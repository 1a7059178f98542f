"""States to test with: a run with some jobs, and what became of it."""

import sqlite3
from contextlib import closing

from runtime.state.changes import CreateRun, MoveRun
from runtime.state.database import open_database
from runtime.state.journal import apply_changes
from runtime.state.records import RunRecord

RUN = "20260504-133700-0a1b"


def record(run=RUN, **changes):
    return RunRecord(run, "shop", "pipeline.yaml", "/srv/shop", "sha256:" + "1" * 64)._replace(**changes)


def start(directory, run=RUN, jobs=("build", "test", "deploy"), **changes):
    """Make a run with pending jobs, and start it."""
    apply_changes(directory, "eva", CreateRun(record(run, **changes), tuple(jobs)), MoveRun(run, "running"))
    return directory


def rows(directory, sql, parameters=()):
    with closing(open_database(directory)) as connection:
        return connection.execute(sql, parameters).fetchall()


def tamper(directory, *statements):
    """Change the database behind the program's back."""
    with closing(sqlite3.connect(directory / "state.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
