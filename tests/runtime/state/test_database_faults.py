"""A database that cannot be used: which sentence is said, and that nothing is lost that was there."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest

from runtime.errors import StateError
from runtime.state.audit import verify
from runtime.state.changes import Note
from runtime.state.database import open_database
from runtime.state.journal import Journal, apply_changes
from runtime.state.queries import Queries
from tests.pipec.command_line import ROOT, environment
from tests.runtime.state import states

RUN = states.RUN
BIG = {"text": "x" * 20_000}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems")


def told(directory):
    """Return what is said to who writes, reads and verifies."""
    sentences = []
    for attempt in (
        lambda: apply_changes(directory, "eva", Note(RUN, "note", "x")),
        lambda: Queries(directory).runs(),
        lambda: verify(directory),
        lambda: Journal(directory, "eva"),
    ):
        with pytest.raises(StateError) as raised:
            attempt()
        assert raised.value.help
        sentences.append(str(raised.value))
    return sentences


@contextmanager
def small_disk(place, size):
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True, timeout=10)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True, timeout=10)


def test_files_are_for_their_owner_alone(tmp_path):
    before = os.umask(0)
    try:
        states.start(tmp_path / "a" / "state")
        with closing(open_database(tmp_path / "a" / "state")) as connection:
            connection.execute("SELECT * FROM runs").fetchall()
            modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "a" / "state").iterdir()}
    finally:
        os.umask(before)
    assert modes == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/state")] == [0o700, 0o700]


def test_it_is_as_durable_as_can_be(tmp_path):
    with closing(open_database(tmp_path)) as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys")
        assert [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked] == ["wal", 2, 1]


@pytest.mark.parametrize("content", [b"", b"not a database, but text\n" * 100, b"\0" * 8192])
def test_another_file_in_its_place(tmp_path, content):
    (tmp_path / "state.db").write_bytes(content)
    for sentence in told(tmp_path):
        assert sentence.startswith(f"{tmp_path}/state.db is damaged, or is no database of pipec (")
    assert (tmp_path / "state.db").read_bytes() == content


def test_another_program_s_database(tmp_path):
    with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
        connection.execute("CREATE TABLE runs (whatever)")
    for sentence in told(tmp_path):
        assert "is damaged, or is no database of pipec" in sentence


@pytest.mark.parametrize("keep", [0, 50, 4096, 20_000, -1])
def test_a_file_that_was_cut(tmp_path, keep):
    states.start(tmp_path)
    whole = (tmp_path / "state.db").read_bytes()
    (tmp_path / "state.db").write_bytes(whole[:keep])
    for sentence in told(tmp_path):
        assert sentence.startswith(f"{tmp_path}/state.db is damaged, or is no database of pipec (")


def test_pages_that_were_overwritten_are_found(tmp_path):
    states.start(tmp_path, jobs=[f"job-{number}" for number in range(2000)])
    path = tmp_path / "state.db"
    with path.open("r+b") as file:
        for page in range(20, path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    report = verify(tmp_path)
    assert not report.whole
    assert {finding.problem for finding in report.findings} == {"damaged"}
    with Queries(tmp_path) as queries, pytest.raises(StateError, match="is damaged"):
        queries.jobs(RUN)


def test_a_directory_that_is_a_file(tmp_path):
    (tmp_path / "state").write_text("")
    with pytest.raises(StateError, match=r"state\.db cannot be used: ") as raised:
        apply_changes(tmp_path / "state", "eva", Note(RUN, "note", "x"))
    assert raised.value.help


def fill(directory):
    """Write until there is no room; return how many changes were durable, and what was said then."""

    async def main():
        journal, durable = Journal(directory, "eva", RUN), 0
        try:
            while True:
                await asyncio.wait_for(journal.write(Note(RUN, "note", str(durable), BIG)), 10)
                durable += 1
        except StateError as fault:
            with pytest.raises(StateError):
                await asyncio.wait_for(journal.write(Note(RUN, "note", "again", BIG)), 10)
            return durable, str(fault)
        finally:
            await journal.close()

    return asyncio.run(main())


@as_root
def test_a_full_disk(tmp_path):
    with small_disk(tmp_path / "disk", "2m") as disk:
        (disk / "ballast").write_bytes(b"x" * 1_000_000)
        states.start(disk)
        durable, sentence = fill(disk)
        assert durable > 5
        assert sentence == f"there is no room left to write {disk}/state.db"
        (disk / "ballast").unlink()
        apply_changes(disk, "eva", Note(RUN, "note", "room", BIG))
        assert verify(disk).events == 2 + durable + 1
        assert verify(disk).whole


@as_root
def test_a_disk_that_is_full_from_the_start(tmp_path):
    with small_disk(tmp_path / "disk", "64k") as disk:
        with pytest.raises(StateError, match="there is no room left to write"):
            states.start(disk)
        assert list(disk.iterdir()) == []


@as_root
def test_a_disk_that_cannot_be_written(tmp_path):
    with small_disk(tmp_path / "disk", "4m") as disk:
        states.start(disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True, timeout=10)
        with pytest.raises(StateError, match=r"state\.db cannot be written: ") as raised:
            apply_changes(disk, "eva", Note(RUN, "note", "x"))
        assert "--state-dir" in raised.value.help


OTHER = """
import sys
from pathlib import Path
from runtime.state.changes import Note
from runtime.state.journal import apply_changes
apply_changes(Path(sys.argv[1]), "tom", Note("", "note", "other"))
"""


def test_opening_it_again_gives_up_no_lock(tmp_path):
    """A process that closes a file gives up all its locks on it; the last to close a database removes its log."""
    states.start(tmp_path)
    log = tmp_path / "state.db-wal"

    def write_elsewhere():
        subprocess.run(
            [sys.executable, "-c", OTHER, str(tmp_path)], cwd=ROOT, env=environment(), check=True, timeout=20
        )

    async def main():
        journal = Journal(tmp_path, "eva", RUN)
        await journal.write(Note(RUN, "note", "before"))
        with Queries(tmp_path) as queries:
            queries.runs()
        verify(tmp_path)
        apply_changes(tmp_path, "eva", Note(RUN, "note", "here"))
        write_elsewhere()
        assert log.exists(), "another process has removed the log that the journal writes to"
        await journal.write(Note(RUN, "note", "after"))
        found = [row[0] for row in states.rows(tmp_path, "SELECT resource FROM events WHERE action = 'note'")]
        await journal.close()
        return found

    assert asyncio.run(main()) == ["before", "here", "other", "after"]


LIMITED = """
import resource, sys
from pathlib import Path
from runtime.errors import StateError
from runtime.state.changes import Note
from runtime.state.journal import apply_changes
from runtime.state.queries import Queries
what, limit, directory = sys.argv[1:]
apply_changes(Path(directory), "eva", Note("", "note", "x"))
resource.setrlimit(getattr(resource, what), (int(limit), int(limit)))
held = []
try:
    while what == "RLIMIT_NOFILE":
        held.append(open("/dev/null"))
except OSError:
    pass
try:
    while True:
        apply_changes(Path(directory), "eva", Note("", "note", "x", {"text": "x" * 20_000}))
except StateError as fault:
    print(fault)
"""


@pytest.mark.parametrize(
    ("what", "limit", "sentence"),
    [
        ("RLIMIT_FSIZE", 300_000, "{}/state.db may not grow any more: files of this process are limited\n"),
        ("RLIMIT_NOFILE", 20, "no more files can be opened, so {}/state.db cannot be used\n"),
    ],
)
def test_limits_of_the_process(tmp_path, what, limit, sentence):
    assert hasattr(resource, what)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, what, str(limit), str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", sentence.format(tmp_path))
    assert verify(tmp_path).whole
