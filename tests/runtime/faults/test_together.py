"""Several processes on one state, or one run."""

import shutil
import signal
import time

import pytest

from tests.runtime.runs.lab import BOUND, interrupt

LONG = """
version: 1
name: together
defaults: {checkout: false}
jobs:
  first: {steps: [{name: s, script: "echo once >> HERE/first"}]}
  long:
    depends_on: [first]
    steps: [{name: s, script: "echo x >> HERE/began; while [ ! -e HERE/go ]; do sleep 0.05; done"}]
"""


def begun(lab, *arguments):
    lab.write(LONG.replace("HERE", str(lab.folder)))
    process = lab.start("run", *arguments)
    lab.wait_for_file(lab.folder / "began")
    return process


def killed(lab):
    process = begun(lab)
    process.kill()
    process.communicate(timeout=BOUND)
    (lab.folder / "began").unlink()


def test_of_two_resumes_one_goes_on_and_the_other_is_told(lab):
    killed(lab)
    both = [lab.start("resume"), lab.start("resume")]
    lab.wait_for_file(lab.folder / "began")
    lab.wait_for(lambda: any(process.poll() is not None for process in both), BOUND)
    (told,) = [process for process in both if process.poll() is not None]
    (goes_on,) = [process for process in both if process is not told]
    out, err = told.communicate()
    assert f"run {lab.last} goes on" in out or "is executed by another process" in err, out + err
    (lab.folder / "go").touch()
    goes_on.communicate(timeout=BOUND)
    assert goes_on.returncode == 0
    assert (lab.folder / "first").read_text() == "once\n"
    assert (lab.folder / "began").read_text() == "x\n"


def test_many_resumes_of_a_run_that_ends_at_once(lab):
    killed(lab)
    (lab.folder / "go").touch()
    several = [lab.start("resume") for _ in range(4)]
    for process in several:
        out, err = process.communicate(timeout=BOUND)
        assert "internal error" not in err, err
        assert process.returncode in {0, 1}
        if process.returncode:
            assert "has ended: success" in err or "is executed by another process" in err, out + err
    assert lab.endings() == {"first": "success", "long": "success"}
    assert (lab.folder / "began").read_text() == "x\n"


def test_a_lock_that_is_deleted_does_not_let_a_second_process_in(lab):
    process = begun(lab)
    (lab.state / "runs" / lab.last / "lock").unlink()
    told = lab.pipec("resume")
    assert "goes on" in told.out or "another process" in told.err, told.out + told.err
    assert "interrupted" not in lab.pipec("clean").out
    (lab.folder / "go").touch()
    out, err = process.communicate(timeout=BOUND)
    assert process.returncode == 0, out + err
    assert (lab.folder / "began").read_text() == "x\n"
    assert lab.endings() == {"first": "success", "long": "success"}


def test_eight_runs_at_once(lab):
    (lab.folder / "go").touch()
    lab.write(LONG.replace("HERE", str(lab.folder)))
    several = [lab.start("run") for _ in range(8)]
    for process in several:
        out, err = process.communicate(timeout=BOUND * 2)
        assert process.returncode == 0, out + err
    with lab.queries as queries:
        runs = queries.runs(-1)
        assert [run.status for run in runs] == ["success"] * 8
        assert sorted(run.number for run in runs) == list(range(1, 9))
    assert (lab.folder / "first").read_text() == "once\n" * 8
    verified = lab.pipec("audit", "verify")
    assert verified.code == 0, verified.out


def test_a_state_directory_that_was_moved(lab):
    """The run goes on at the new place; what it left of processes at the old one is found there as well as may be."""
    process = begun(lab)
    process.kill()
    process.communicate(timeout=BOUND)
    moved = lab.folder.parent / "moved"
    (lab.folder / "go").touch()
    lab.wait_for(lambda: lab.alive() == [])
    shutil.move(lab.state, moved)
    done = lab.pipec("resume", "--state-dir", str(moved))
    assert done.code == 0, done.err
    assert lab.pipec("audit", "verify", "--state-dir", str(moved)).code == 0
    assert (lab.folder / "first").read_text() == "once\n"


def test_a_state_directory_that_is_moved_away_while_it_is_used(lab):
    process = begun(lab)
    moved = lab.folder.parent / "moved"
    shutil.move(lab.state, moved)
    (lab.folder / "go").touch()
    out, err = process.communicate(timeout=BOUND)
    assert process.returncode in {0, 1}, out + err
    assert "internal error" not in err, err
    if process.returncode:
        assert "Error: " in err
        assert "was moved, deleted or replaced" in err, err


def test_a_plan_that_is_gone(lab):
    killed(lab)
    (lab.state / "runs" / lab.last / "plan.json").unlink()
    done = lab.pipec("resume")
    assert done.code == 1
    assert "the plan of run" in done.err
    assert "Traceback" not in done.err
    for arguments in (("status",), ("logs",), ("report",), ("report", "--format", "html"), ("history",)):
        shown = lab.pipec(*arguments)
        assert "internal error" not in shown.err, (arguments, shown.err)
    assert lab.pipec("clean").code == 0


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"jobs": {}}', b"\xff"], ids=repr)
def test_a_plan_that_was_changed(lab, data):
    killed(lab)
    (lab.state / "runs" / lab.last / "plan.json").write_bytes(data)
    done = lab.pipec("resume")
    assert done.code == 1
    assert "is not the one that it began with" in done.err
    for arguments in (("status",), ("logs",), ("report",), ("report", "--format", "html"), ("history",)):
        shown = lab.pipec(*arguments)
        assert "internal error" not in shown.err, (arguments, shown.err)
    assert lab.pipec("clean").code == 0


def test_a_workspace_that_is_deleted_under_a_job(lab):
    process = begun(lab)
    shutil.rmtree(lab.state / "workspaces")
    (lab.folder / "go").touch()
    out, err = process.communicate(timeout=BOUND)
    assert "internal error" not in err, out + err
    assert process.returncode in {0, 1}


def test_a_workspace_that_is_deleted_between_steps(lab):
    text = """
version: 1
name: deleted
jobs:
  a:
    checkout: false
    artifacts: {x: {paths: [f]}}
    steps:
      - {name: s, script: 'rm -rf "$CI_WORKSPACE/../.."'}
      - {name: t, script: "true"}
"""
    done = lab.run(text)
    assert done.code == 1, done.out
    assert "internal error" not in done.err, done.err
    assert lab.endings() == {"a": "failure"}
    assert lab.left() == []


def test_an_interrupted_failure_has_its_consequences_after_the_resumption(lab):
    """Killed between a failure and what follows from it, the run ends as it would have."""
    text = """
version: 1
name: consequences
defaults: {checkout: false}
jobs:
  bad: {steps: [{name: s, script: "exit 1"}]}
  slow: {steps: [{name: s, script: "test -e HERE/began && exit 0; touch HERE/began; sleep 60"}]}
  other: {steps: [{name: s, script: "touch HERE/other"}]}
"""
    lab.write(text.replace("HERE", str(lab.folder)))
    process = lab.start("run", "--jobs", "2")
    lab.wait_for_file(lab.folder / "began")
    lab.wait_for(lambda: lab.endings()["bad"] == "failure")
    time.sleep(0.2)
    process.kill()
    process.communicate(timeout=BOUND)
    forget_cancelled(lab)
    done = lab.pipec("resume")
    assert done.code == 1, done.err
    assert lab.endings() == {"bad": "failure", "slow": "success", "other": "cancelled"}
    assert not (lab.folder / "other").exists()


def forget_cancelled(lab):
    """Let the state be as of a moment earlier, before the cancelling of `other` was written."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(lab.state / "state.db", isolation_level=None)) as connection:
        connection.execute("UPDATE jobs SET status = 'pending', reason = '', ended = NULL WHERE job = 'other'")


def test_a_signal_and_a_kill(lab):
    """Killed while it cancels: the resumption ends it, and nothing is left."""
    text = LONG.replace("echo x >> HERE/began;", "trap '' TERM; echo x >> HERE/began;")
    lab.write(text.replace("HERE", str(lab.folder)))
    process = lab.start("run")
    lab.wait_for_file(lab.folder / "began")
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.kill()
    process.communicate(timeout=BOUND)
    (lab.folder / "go").touch()
    done = lab.pipec("resume")
    assert done.code == 0, done.err
    assert lab.left() == []


def test_a_read_only_state(lab):
    import os

    if os.getuid() == 0:
        import subprocess

        lab.state.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", lab.state], check=False, capture_output=True
        )
        if mounted.returncode:
            pytest.skip("no file system can be mounted here")
    else:
        lab.state.mkdir(mode=0o500)
    try:
        lab.write(LONG)
        done = lab.pipec("run")
        assert done.code == 1
        assert "cannot be written" in done.err, done.err
        assert "--state-dir" in done.err
        assert "Traceback" not in done.err
    finally:
        if os.getuid() == 0:
            subprocess.run(["umount", "-l", lab.state], check=True)


def test_an_interrupted_resume(lab):
    killed(lab)
    again = lab.start("resume")
    lab.wait_for_file(lab.folder / "began")
    done = interrupt(again)
    assert done.code == 130
    assert lab.status() == "cancelled"
    assert lab.left() == []
