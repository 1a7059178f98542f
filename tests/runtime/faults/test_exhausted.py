"""A disk that fills up, no descriptors, no processes, no memory."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.engines import require_engine
from tests.runtime.faults.scenario import check_database
from tests.runtime.runs.lab import BOUND, Done, Lab

HEAD = """
version: 1
name: exhausted
retry_policy: {initial_delay: 0, jitter: 0}
defaults: {checkout: false}
jobs:
"""
FILL = "dd if=/dev/zero of=STATE/ballast bs=1k 2> /dev/null || true"
"""Takes all room that is left."""


@pytest.fixture
def small(lab):
    """The state directory on a file system of 8 MiB."""
    if os.getuid() != 0:
        pytest.skip("only root mounts file systems")
    lab.state.mkdir(mode=0o700)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "none", lab.state], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield lab
    subprocess.run(["umount", "-l", lab.state], check=True)


def run(lab, jobs, *arguments):
    text = HEAD + jobs.replace("FILL", FILL)
    return lab.run(text.replace("STATE", str(lab.state)).replace("HERE", str(lab.folder)), *arguments)


def told(done, *words):
    assert done.code == 1, done.out + done.err
    assert "internal error" not in done.err, done.err
    assert "Traceback" not in done.err + done.out
    for word in words:
        assert word in done.err + done.out, done.err + done.out


def goes_on(lab):
    """Make room, and let the run go on to its end."""
    assert lab.alive() == []
    (lab.state / "ballast").unlink()
    done = lab.pipec("resume")
    assert done.code == 0, done.err + done.out
    assert set(lab.endings().values()) == {"success"}
    assert lab.left() == []
    assert lab.pipec("audit", "verify").code == 0
    check_database(lab.state)
    assert (lab.folder / "first").read_text() == "once\n"


FIRST = '  first: {steps: [{name: s, script: "echo once >> HERE/first"}]}\n'


def test_a_disk_that_fills_up_with_logs(small):
    script = "test -e HERE/full || FILL; touch HERE/full; head -c 1000000 /dev/zero | tr '\\\\0' '\\\\n'"
    jobs = f'{FIRST}  a: {{depends_on: [first], steps: [{{name: s, script: "{script}"}}]}}\n'
    told(run(small, jobs), "No space left", "Make room", "pipec resume")
    goes_on(small)


def test_a_disk_that_fills_up_with_transitions(small):
    script = "test -e HERE/full || FILL; touch HERE/full"
    jobs = f'{FIRST}  a: {{depends_on: [first], steps: [{{name: s, script: "{script}"}}]}}\n' + "".join(
        f"  b{n}: {{depends_on: [a], steps: [{{name: s, script: 'true'}}]}}\n" for n in range(30)
    )
    told(run(small, jobs), "pipec resume")
    goes_on(small)


def test_a_disk_that_fills_up_with_artifacts(small):
    """The artifact is not kept, and its job fails for that; after making room a run from there goes on."""
    jobs = f"""{FIRST}
  a:
    depends_on: [first]
    artifacts: {{big: {{paths: [big]}}}}
    steps:
      - name: s
        script: |
          test -e HERE/full || dd if=/dev/zero of=STATE/ballast bs=1k count=4500 2> /dev/null
          touch HERE/full
          head -c 2500000 /dev/urandom > big
  b: {{depends_on: [a], inputs: [{{artifact: a.big}}], steps: [{{name: s, script: "test -s big"}}]}}
"""
    done = run(small, jobs)
    told(done, "room")
    assert small.endings() == {"first": "success", "a": "failure", "b": "blocked"}
    assert small.left() == []
    assert small.pipec("artifact", "verify").code == 0
    (small.state / "ballast").unlink()
    again = small.pipec("run", "--from", "a")
    assert again.code == 0, again.err + again.out
    assert small.pipec("audit", "verify").code == 0


def test_a_disk_that_is_full_from_the_start(small):
    subprocess.run(["sh", "-c", FILL.replace("STATE", str(small.state))], check=True)
    done = run(small, FIRST)
    told(done, "no room left")
    (small.state / "ballast").unlink()
    assert small.pipec("run").code == 0


def limited(lab: Lab, limit: str, *arguments: str) -> Done:
    """Run pipec under a limit of the shell."""
    root = str(Path(__file__).resolve().parents[3])
    done = subprocess.run(
        ["sh", "-c", f'{limit} && exec "$@"', "sh", *lab.command(*arguments)],
        cwd=lab.folder,
        env={**lab.environment, "PYTHONPATH": root},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=BOUND * 2,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


MANY = FIRST + "".join(f"  j{n}: {{steps: [{{name: s, script: 'sleep 0.3; echo {n}'}}]}}\n" for n in range(24))


@pytest.mark.parametrize("number", [14, 18, 24, 40, 80])
def test_few_descriptors(lab, number):
    """What cannot be done is told; afterwards the same run, or another one, goes well without the limit."""
    lab.write(HEAD + MANY.replace("HERE", str(lab.folder)))
    done = limited(lab, f"ulimit -n {number}", "run", "--jobs", "24", "--keep-going")
    assert done.code in {0, 1}, done.err
    assert "internal error" not in done.err, done.err
    assert "Traceback" not in done.err
    assert lab.alive() == []
    if done.code == 0:
        return
    assert "open files" in done.err + done.out or "no more files" in done.err + done.out, done.err + done.out
    assert "ulimit -n" in done.err + done.out
    going = lab.status_or_none() not in {None, "failure", "success", "cancelled"}
    again = lab.pipec("resume" if going else "run")
    assert again.code == 0, again.err
    assert lab.pipec("audit", "verify").code == 0


@pytest.mark.parametrize("kilobytes", [250_000, 400_000])
def test_little_memory(lab, kilobytes):
    lab.write(HEAD + MANY.replace("HERE", str(lab.folder)))
    done = limited(lab, f"ulimit -v {kilobytes}", "run", "--jobs", "8", "--keep-going")
    assert done.code in {0, 1}, done.err
    assert "Traceback" not in done.err
    assert lab.alive() == []


@pytest.mark.parametrize("number", [2, 4, 8, 16])
def test_few_processes(lab, number):
    """The limit counts all processes and threads of the user, and does not bind root."""
    if os.getuid() == 0:
        pytest.skip("the limit of processes does not bind root")
    prlimit = require_engine("prlimit")
    lab.write(HEAD + MANY.replace("HERE", str(lab.folder)))
    done = limited(lab, f'set -- {prlimit} --nproc={number} "$@"', "run", "--jobs", "24", "--keep-going")
    assert done.code in {0, 1}, done.err
    assert "internal error" not in done.err, done.err
    assert lab.alive() == []


@pytest.mark.parametrize("kilobytes", [64, 512])
def test_files_may_not_grow(lab, kilobytes):
    script = "head -c 3000000 /dev/zero | tr '\\\\0' '\\\\n'"
    lab.write(f'{HEAD}  a: {{steps: [{{name: s, script: "{script}"}}]}}\n')
    done = limited(lab, f"ulimit -f {kilobytes}", "run")
    told(done)
    assert "Error: " in done.err
    going = lab.status_or_none() not in {None, "failure", "success", "cancelled"}
    again = lab.pipec("resume" if going else "run")
    assert again.code == 0, again.err
