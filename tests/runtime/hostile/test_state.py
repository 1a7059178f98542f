"""A state directory that somebody else wrote into: links for logs, names of nothing, texts in the database."""

import os
import re
import sqlite3
from contextlib import closing

import pytest

TEXT = """
version: 1
name: state
defaults: {checkout: false}
jobs:
  a: {steps: [{name: s, script: "echo hello; exit 1"}]}
"""
SHOW = (
    ("status",),
    ("history",),
    ("logs",),
    ("logs", "--format", "json"),
    ("report",),
    ("report", "--format", "html"),
    ("report", "--format", "json"),
    ("artifact", "list"),
    ("audit", "show"),
)


def shown(lab):
    found = []
    for arguments in SHOW:
        done = lab.pipec(*arguments)
        assert done.code in {0, 1, 2}, (arguments, done.err)
        assert "internal error" not in done.err, (arguments, done.err)
        found.append((arguments, done.out + done.err))
    return found


def begun(lab):
    assert lab.run(TEXT).code == 1
    return lab.state / "runs" / lab.last


def test_logs_that_are_links_are_not_followed(lab):
    run = begun(lab)
    secret = lab.folder / "secret"
    secret.write_text("not for you\n" * 3)
    log = run / "logs/a/s.1.log"
    log.unlink()
    log.symlink_to(secret)
    for arguments, text in shown(lab):
        assert "not for you" not in text, arguments
    log.unlink()
    os.mkfifo(log)
    shown(lab)


def test_logs_and_indices_of_garbage(lab):
    run = begun(lab)
    for name in ("s.1.log", "s.1.idx"):
        path = run / "logs/a" / name
        before = path.read_bytes() if path.exists() else b""
        for data in (b"", b"\xff" * 1000, b"\0" * 1000, os.urandom(5000), b"{" * 1000, before[:3]):
            path.write_bytes(data)
            shown(lab)
        path.write_bytes(before)


def test_names_in_the_folder_of_logs_that_are_none(lab):
    run = begun(lab)
    (run / "logs/..evil").mkdir()
    (run / "logs/a/\x1b]0;x\x07.1.log").write_text("evil\n")
    (run / "logs/a/s.99999999999999999999.log").write_text("evil\n")
    (run / "logs/b").symlink_to("/etc")
    for arguments, text in shown(lab):
        assert "\x1b]" not in text, arguments


@pytest.mark.parametrize(
    ("table", "column"),
    [("jobs", "reason"), ("jobs", "job"), ("runs", "reason"), ("runs", "pipeline"), ("steps", "reason")],
)
def test_texts_in_the_database_are_shown_safely(lab, table, column):
    begun(lab)
    evil = "\x1b]0;x\x07<script>alert(1)</script>\u202e\n../../x"
    with closing(sqlite3.connect(lab.state / "state.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(f"UPDATE {table} SET {column} = ?", (evil,))
    for arguments, text in shown(lab):
        signs = "" if "json" in arguments else "\u202e"
        assert not re.search(rf"[\x00-\x08\x0b-\x1f\x7f{signs}]", text), (arguments, text)
        if "html" in arguments:
            assert "<script>alert" not in text


def test_a_job_of_the_database_that_is_a_path(lab):
    """A run goes on by its plan: what only the database names becomes no path."""
    begun(lab)
    with closing(sqlite3.connect(lab.state / "state.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE runs SET status = 'running', ended = NULL")
        connection.execute("UPDATE jobs SET job = '../../../../evil', status = 'pending', ended = NULL")
    done = lab.pipec("resume")
    assert "internal error" not in done.err, done.err
    assert not list(lab.folder.parent.parent.glob("**/evil*"))
    lab.pipec("clean")


def test_a_run_of_the_database_that_is_a_path(lab):
    begun(lab)
    outside = lab.folder / "precious"
    outside.mkdir()
    (outside / "file").touch()
    with closing(sqlite3.connect(lab.state / "state.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for table in ("runs", "jobs", "attempts", "steps"):
            name = "id" if table == "runs" else "run"
            connection.execute(f"UPDATE {table} SET {name} = '../../repository/precious'")
        connection.execute("UPDATE runs SET created = 1, ended = 2")
    for arguments in (("clean",), ("clean", "--older-than", "1"), ("resume",)):
        done = lab.pipec(*arguments)
        assert "internal error" not in done.err, (arguments, done.err)
    assert (outside / "file").exists()
