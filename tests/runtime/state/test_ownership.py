"""Who executes a run: one process, for as long as it lives."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from runtime.errors import StateError
from runtime.state.changes import MoveRun
from runtime.state.journal import apply_changes
from runtime.state.ownership import interrupted, is_owned, new_run_id, own_run, run_directory
from runtime.state.queries import Queries
from tests.pipec.command_line import ROOT, environment
from tests.runtime.state import states

RUN = states.RUN
HOLDER = """
import subprocess, sys
from pathlib import Path
from runtime.state.ownership import own_run
with own_run(Path(sys.argv[1]), sys.argv[2]):
    child = subprocess.Popen(["sleep", "60"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    print(child.pid, flush=True)
    sys.stdin.read()
"""
ASKER = """
import sys
from pathlib import Path
from runtime.state.ownership import is_owned
print(flush=True)
while True:
    is_owned(Path(sys.argv[1]), sys.argv[2])
"""


@pytest.fixture
def holder(tmp_path):
    """Start a process that executes the run; it has started a program of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), RUN],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    child = int(process.stdout.readline())
    yield process
    process.kill()
    process.communicate(timeout=10)
    os.kill(child, signal.SIGKILL)


def test_a_run_has_one_owner(tmp_path, holder):
    assert is_owned(tmp_path, RUN)
    with pytest.raises(StateError, match=rf"executed by another process \(pid {holder.pid}\)"), own_run(tmp_path, RUN):
        pytest.fail("it has two")
    assert is_owned(tmp_path, RUN)


def test_the_lock_ends_with_its_process_and_no_child_inherits_it(tmp_path, holder):
    holder.kill()
    holder.wait(10)
    assert not is_owned(tmp_path, RUN)
    with own_run(tmp_path, RUN):
        assert is_owned(tmp_path, RUN)
    assert not is_owned(tmp_path, RUN)


def test_who_asks_does_not_disturb_who_wants_it(tmp_path):
    asking = subprocess.Popen(
        [sys.executable, "-c", ASKER, str(tmp_path), RUN],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
    )
    try:
        asking.stdout.readline()
        for _ in range(200):
            with own_run(tmp_path, RUN):
                assert is_owned(tmp_path, RUN)
    finally:
        asking.kill()
        asking.communicate(timeout=10)


def test_interrupted_is_what_neither_ended_nor_is_owned(tmp_path):
    states.start(tmp_path)
    with Queries(tmp_path) as queries:
        assert interrupted(queries.find_run(), tmp_path)
        with own_run(tmp_path, RUN):
            assert not interrupted(queries.find_run(), tmp_path)
        apply_changes(tmp_path, "eva", MoveRun(RUN, "success"))
        assert not interrupted(queries.find_run(), tmp_path)


def test_directories_and_files_are_for_their_owner_alone(tmp_path):
    before = os.umask(0)
    try:
        with own_run(tmp_path / "state" / "pipec", RUN) as folder:
            assert folder == run_directory(tmp_path / "state" / "pipec", RUN)
            assert (folder / "lock").stat().st_mode & 0o777 == 0o600
            for path in (folder, folder.parent, folder.parent.parent, tmp_path / "state"):
                assert path.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def test_ids_are_times_and_some_chance():
    before = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    made = [new_run_id() for _ in range(20)]
    assert all(re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{4}", each) for each in made)
    assert min(made)[:15] >= before
    assert len({each[-4:] for each in made}) > 10
