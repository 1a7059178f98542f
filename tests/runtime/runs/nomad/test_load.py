"""Many jobs at a time: over few connections, in little memory; and over several clients."""

import os
import sys
import time
from pathlib import Path

import pytest

from tests.runtime.runs.nomad.nomad_lab import NomadLab

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(900)]

JOBS = int(os.environ.get("PIPEC_LOAD_JOBS") or 200)


def many(count, script):
    return "jobs:\n" + "".join(f"  j{n}: {{steps: [{{name: s, script: '{script}'}}]}}\n" for n in range(count))


def test_two_hundred_jobs_at_a_time(own, capsys):
    lab = own
    lab.write(many(JOBS, "for n in 1 2 3 4 5 6 7 8 9 10; do echo line $n; done; sleep 1; echo last"))
    before, began = os.times(), time.monotonic()
    process = lab.begin("--jobs", str(JOBS), "--quiet")
    most, peak = 0, 0
    while process.poll() is None:
        most = max(most, connections(process.pid))
        peak = max(peak, resident(process.pid))
        time.sleep(0.05)
    out, err = process.communicate()
    wall, after = time.monotonic() - began, os.times()
    assert process.returncode == 0, err + out
    assert set(lab.endings().values()) == {"success"}
    expected = "".join(f"line {n}\n" for n in range(1, 11)) + "last\n"
    assert [n for n in range(JOBS) if lab.log(f"j{n}", "s") != expected] == []
    used = after.children_user + after.children_system - before.children_user - before.children_system
    with capsys.disabled():
        sys.stdout.write(f"\n{JOBS} jobs: {wall:.1f} s, {used:.1f} s of CPU, {peak >> 10} MiB, {most} connections\n")
    assert 0 < most < 100
    assert peak < 250 << 10


def test_files_that_a_client_removes_at_once_are_missed(tmp_path, agents):
    """A client keeps 50 ended allocations unless told otherwise, and removes the oldest for each new one."""
    agent = agents(kept=1).start().ready()
    lab = NomadLab(tmp_path, agent.address)
    lab.write(many(30, "for n in 1 2 3; do echo line $n; done; sleep 0.5"))
    done = lab.run(None, "--jobs", "30", "--keep-going")
    lost = [job for job, ending in lab.endings().items() if ending != "success"]
    for job in lost:  # the reason names `gc_max_allocs` where the node had no files at all, else the missing end
        assert lab.attempts(job) == [("failure", "infrastructure")], lab.reasons()[job]
    assert done.code == bool(lost), done.err + done.out
    for job, ending in lab.endings().items():
        if ending == "success":
            assert lab.log(job, "s") == "line 1\nline 2\nline 3\n"


def connections(process):
    """Return how many TCP connections a process has."""
    found = 0
    try:
        for path in Path(f"/proc/{process}/fd").iterdir():
            found += path.readlink().name.startswith("socket:")
    except OSError:
        return 0
    return found


def resident(process):
    """Return the KiB of memory that a process has had at most."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def test_jobs_spread_over_two_clients(tmp_path, agents):
    server = agents(name="boss", client=False).start().ready(nodes=0)
    for name in ("first", "second"):
        agents(name=name, server=False, join=server).start()
    server.ready(nodes=2)
    lab = NomadLab(tmp_path, server.address)
    jobs = [f"{name}-{n}" for name in ("first", "second") for n in range(4)]
    lab.write(
        "jobs:\n"
        + "".join(
            f"""
  {job}:
    labels: {{place: {job.partition("-")[0]}}}
    artifacts: {{a: {{paths: [file]}}}}
    steps: [{{name: s, script: "echo of {job}; echo in {job} > file"}}]
"""
            for job in jobs
        )
    )
    done = lab.run(None, "--jobs", "8")
    assert done.code == 0, done.err + done.out
    for job in jobs:
        assert lab.log(job, "s") == f"of {job}\n"
        assert (lab.fetch(job, "a") / "file").read_text() == f"in {job}\n"
    nodes = {item["JobID"].partition("_job_")[2].partition("/")[0]: item["NodeName"] for item in lab.allocations()}
    assert nodes == {job: job.partition("-")[0] for job in jobs}
