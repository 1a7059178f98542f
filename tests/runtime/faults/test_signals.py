"""Processes of jobs, and the terminal of the runtime, that end or stand still."""

import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.runtime.runs.lab import BOUND

HEAD = """
version: 1
name: signals
retry_policy: {initial_delay: 0, jitter: 0}
defaults: {checkout: false}
jobs:
"""


def of_step(lab):
    """The process ids of all that belongs to runs of this state directory."""
    needle = f"PIPEC_OUTPUT={lab.state}/".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if needle in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def begun(lab, text):
    lab.write(HEAD + text.replace("HERE", str(lab.folder)))
    process = lab.start("run", "--quiet")
    lab.wait_for_file(lab.folder / "began")
    return process


TWICE = """
  a:
    retry_count: 1
    steps: [{name: s, script: "test -e HERE/began && exit 0; touch HERE/began; sleep 60 & sleep 60"}]
"""


def test_all_processes_of_a_job_are_killed_and_the_job_is_tried_again(lab):
    process = begun(lab, TWICE)
    for pid in of_step(lab):
        os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=BOUND)
    assert process.returncode == 0
    assert lab.attempts("a") == [("failure", "resource"), ("success", None)]
    with lab.queries as queries:
        assert [step.exit_code for step in queries.steps(lab.last)] == [137, 0]


def test_the_first_process_of_a_job_is_killed_and_its_strays_end(lab):
    process = begun(lab, TWICE)
    first = min(pid for pid in of_step(lab) if os.getsid(pid) == pid)
    os.kill(first, signal.SIGKILL)
    process.communicate(timeout=BOUND)
    assert process.returncode == 0
    assert lab.alive() == []


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
def test_a_stopped_job_meets_its_timeout(lab, number):
    text = "  a: {steps: [{name: s, timeout: 2s, script: 'touch HERE/began; sleep 60 & sleep 60'}]}\n"
    process = begun(lab, text)
    for pid in of_step(lab):
        os.kill(pid, number)
    began = time.monotonic()
    process.communicate(timeout=BOUND)
    assert process.returncode == 1
    assert time.monotonic() - began < 30
    assert lab.attempts("a") == [("failure", "timeout")]


def test_a_stopped_runtime_goes_on(lab):
    """Its own clock stood still for nobody: a limit that went by meanwhile is kept when it goes on."""
    text = "  a: {steps: [{name: s, script: 'touch HERE/began; sleep 1'}]}\n"
    process = begun(lab, text)
    process.send_signal(signal.SIGSTOP)
    time.sleep(2)
    process.send_signal(signal.SIGCONT)
    process.communicate(timeout=BOUND)
    assert process.returncode == 0


MUCH = HEAD + "  a: {steps: [{name: s, script: 'yes 0123456789012345678901234567890123456789 | head -200000'}]}\n"


def test_a_reader_who_goes_away_ends_nothing(lab):
    lab.write(MUCH)
    process = lab.start("run")
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=BOUND)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert lab.endings() == {"a": "success"}
    assert len(lab.log("a", "s")) == 200_000 * 41


def test_closed_standard_output_and_error(lab):
    lab.write(MUCH)
    line = f"cd {lab.folder} && exec '{lab.command()[0]}' -m pipec run >&- 2>&-"
    root = str(Path(__file__).resolve().parents[3])
    done = subprocess.run(
        ["sh", "-c", line],
        env={**lab.environment, "PYTHONPATH": root},
        timeout=BOUND,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0
    assert lab.endings() == {"a": "success"}


def test_a_pipe_that_nobody_reads_for_a_while(lab):
    lab.write(MUCH)
    process = lab.start("run")
    time.sleep(5)
    out, err = process.communicate(timeout=BOUND)
    assert process.returncode == 0, err
    assert lab.endings() == {"a": "success"}
    assert out.count("0123456789012345678901234567890123456789") == 200_000


def test_a_terminal_that_goes_away(lab):
    """The run is cancelled as by a signal, and nothing is left."""
    lab.write(HEAD + f"  a: {{steps: [{{name: s, script: 'touch {lab.folder}/began; sleep 60'}}]}}\n")
    root = str(Path(__file__).resolve().parents[3])
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(lab.folder)
        os.execve(lab.command()[0], lab.command("run"), {**lab.environment, "PYTHONPATH": root, "TERM": "xterm"})
    try:
        lab.wait_for_file(lab.folder / "began")
    finally:
        os.close(terminal)
    deadline = time.monotonic() + BOUND
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert os.waitstatus_to_exitcode(status) in {130, -signal.SIGHUP}
    assert lab.status() == "cancelled"
    assert lab.endings() == {"a": "cancelled"}
    assert lab.left() == []
