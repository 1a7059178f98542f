"""What is killed, restarted or lost while jobs run on Nomad: each job is done once, and nothing of it is missing."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest

from tests.runtime.runs.nomad.nomad_lab import NomadLab

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(1200)]

SEED = int(os.environ.get("PIPEC_FAULT_SEED") or random.randrange(1 << 30))
KILLS = int(os.environ.get("PIPEC_FAULT_COUNT") or 30)


PIPELINE = """
retry_policy: {initial_delay: 0, jitter: 0}
jobs:
  make:
    outputs: [number]
    artifacts: {dist: {paths: ["out/**"]}}
    steps:
      - name: s
        script: |
          echo make >> HERE/told; mkdir out; seq 1000 > out/numbers
          for n in $(seq 20); do echo "line $n"; sleep 0.05; done
          echo "number=5" >> $PIPEC_OUTPUT
      - {name: t, script: "echo second"}
  cell:
    depends_on: [make]
    environment: {N: "${job.make.outputs.number}"}
    matrix: {a: ["1", "2", "3"]}
    steps:
      - name: s
        script: 'echo cell-$A >> HERE/told; for n in $(seq 20); do echo "line $n"; sleep 0.05; done; echo "last $N"'
        environment: {A: "${matrix.a}"}
  broken:
    depends_on: [make]
    retry_count: 1
    steps: [{name: s, script: "echo broken >> HERE/told; echo so; exit 3"}]
  rescue:
    depends_on: [broken]
    runs_on: [failure]
    steps: [{name: s, script: "echo rescue >> HERE/told"}]
"""
ENDINGS = {"make": "success", "cell-1": "success", "cell-2": "success", "cell-3": "success"} | {
    "broken": "failure",
    "rescue": "success",
}
TOLD = {"make": 1, "cell-1": 1, "cell-2": 1, "cell-3": 1, "broken": 2, "rescue": 1}
_TWENTY = "".join(f"line {number}\n" for number in range(1, 21))


def told(lab):
    path = lab.folder / "told"
    return Counter(path.read_text().split()) if path.exists() else Counter()


def check(lab):
    """Look at the last run, and at all that it left."""
    assert lab.endings() == ENDINGS
    assert told(lab) == TOLD
    assert lab.log("make", "s") == _TWENTY
    assert lab.log("make", "t") == "second\n"
    for cell in "123":
        assert lab.log(f"cell-{cell}", "s") == f"{_TWENTY}last 5\n"
    assert lab.attempts("broken") == [("failure", "code")] * 2
    assert lab.running() == []
    assert (lab.fetch("make", "dist") / "out/numbers").read_text().split()[-1] == "1000"
    with lab.queries as queries:
        steps = queries.steps(lab.last)
    assert Counter((s.job, s.step) for s in steps) == Counter(
        {("make", "s"): 1, ("make", "t"): 1, ("broken", "s"): 2, ("rescue", "s"): 1}
        | {(f"cell-{cell}", "s"): 1 for cell in "123"}
    )
    assert {s.status for s in steps} == {"success", "failure"}
    verified = lab.pipec("audit", "verify")
    assert verified.code == 0, verified.out + verified.err
    assert lab.left() == []


def test_a_runtime_that_is_killed_at_random_moments(lab, capsys):
    random_, kills, runs = random.Random(SEED), 0, 0
    lab.write(PIPELINE.replace("HERE", str(lab.folder)))
    while kills < KILLS:
        (lab.folder / "told").unlink(missing_ok=True)
        before, runs = lab.last if lab.status_or_none() else "", runs + 1
        process = lab.begin("--keep-going", "--quiet")
        while True:
            ended = wait(process, random_.uniform(0.2, 3.0))
            kills += ended is None
            if ended is not None:
                assert ended == 1, process.communicate()
            process.communicate()
            if not lab.status_or_none() or lab.last == before:
                break
            if lab.status() in {"success", "failure", "cancelled"}:
                check(lab)
                break
            if random_.random() < 0.2:
                time.sleep(random_.uniform(0, 4))  # jobs end while nobody looks
            process = lab.start("resume", "latest", "--quiet")
    with capsys.disabled():
        sys.stdout.write(f"\n{kills} kills in {runs} runs; PIPEC_FAULT_SEED={SEED}\n")


def wait(process, seconds):
    """Return the exit code, or kill it after a while and return None."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return None


def test_a_job_that_ended_while_nobody_looked(lab):
    lab.write(PIPELINE.replace("HERE", str(lab.folder)))
    process = lab.begin("--keep-going")
    lab.wait_for(lambda: told(lab)["make"] == 1)
    process.kill()
    process.communicate()
    lab.wait_for(lambda: lab.running() == [])
    done = lab.pipec("resume", "latest")
    assert done.code == 1, done.err + done.out
    check(lab)


@pytest.mark.parametrize("gone", [0.5, 20])
@pytest.mark.parametrize("binary", ["nomad-1.11", "nomad-1.7"])
def test_an_agent_that_is_killed_and_comes_back(tmp_path, agents, binary, gone):
    if binary == "nomad-1.7" and gone > 1:
        pytest.skip("once is enough")
    agent = agents(binary=binary).start().ready()
    lab = NomadLab(tmp_path, agent.address)
    if binary == "nomad-1.7":
        lab.profile('version = "1.7.7"')
    lab.write(PIPELINE.replace("HERE", str(lab.folder)).replace("sleep 0.05", "sleep 0.3"))
    process = lab.begin("--keep-going")
    try:
        lab.wait_for(lambda: told(lab)["make"] == 1)
        agent.kill()
        time.sleep(gone)
        agent.start().ready()
        lab.wait_for(lambda: told(lab)["cell-2"] == 1)
        time.sleep(2)  # a client that is killed while it starts a task starts that once more
        agent.kill()
        time.sleep(0.5)
        agent.start().ready()
        out, err = process.communicate(timeout=180)
    finally:
        process.kill()
    assert process.returncode == 1, err + out
    check(lab)
    assert "it is asked again" in out


def test_a_client_that_is_lost_is_infrastructure(tmp_path, agents):
    server = agents(name="boss", client=False).start().ready(nodes=0)
    first = agents(name="first", server=False, join=server).start()
    server.ready(nodes=1)
    lab = NomadLab(tmp_path, server.address)
    lab.write(
        f"""
retry_policy: {{initial_delay: 0, jitter: 0, retry_on: [infrastructure]}}
jobs:
  a:
    retry_count: 1
    steps:
      - name: s
        script: "echo x >> {lab.folder}/told; echo here; test $(wc -l < {lab.folder}/told) -gt 1 || sleep 600"
"""
    )
    process = lab.begin()
    try:
        lab.wait_for(lambda: told(lab)["x"] == 1)
        time.sleep(1)
        first.kill()
        agents(name="second", server=False, join=server).start()
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 0, err + out
    assert lab.attempts("a") == [("failure", "infrastructure"), ("success", None)]
    assert "lost" in out
    assert told(lab)["x"] == 2


def test_a_server_that_is_slow_to_answer_changes_nothing(own):
    """It is stopped by SIGSTOP for a while, as a machine under load is."""
    import signal

    lab = own
    lab.write(PIPELINE.replace("HERE", str(lab.folder)))
    process = lab.begin("--keep-going")
    ended = threading.Event()

    def stutter():
        while not ended.wait(0.7):
            lab.agent.process.send_signal(signal.SIGSTOP)
            time.sleep(1.0)
            lab.agent.process.send_signal(signal.SIGCONT)

    thread = threading.Thread(target=stutter)
    thread.start()
    try:
        out, err = process.communicate(timeout=180)
    finally:
        ended.set()
        thread.join()
        process.kill()
    assert process.returncode == 1, err + out
    check(lab)
