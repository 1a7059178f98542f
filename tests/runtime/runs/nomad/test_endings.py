"""All the ways in which jobs end on Nomad: what is recorded, and what is said."""

import os
import time

import pytest

from tests.nomad_agents import put_variable
from tests.runtime.runs.lab import interrupt

pytestmark = [pytest.mark.engine, pytest.mark.slow]

IMAGE = f"{os.environ.get('PIPEC_TEST_REGISTRY', '127.0.0.1:5000')}/pipec/busybox:1"

FAILURES = """
retry_policy: {initial_delay: 0, jitter: 0}
jobs:
  code: {steps: [{name: s, script: "echo out; echo err >&2; exit 3"}, {name: t, script: "true"}]}
  forgiven: {steps: [{name: s, script: "exit 4", continue_on_failure: true}, {name: t, script: "echo on"}]}
  after: {depends_on: [code], steps: [{name: s, script: "true"}]}
  rescue: {depends_on: [code], runs_on: [failure], steps: [{name: s, script: "true"}]}
  slow: {steps: [{name: s, timeout: 1, script: "sleep 60"}]}
  endless: {timeout: 3, steps: [{name: s, script: "sleep 60 & setsid sleep 61 & wait"}, {name: t, script: "true"}]}
  again: {steps: [{name: s, retry_count: 2, script: "echo x >> tries; cat tries; test $(wc -l < tries) -eq 3"}]}
  missing: {steps: [{name: s, script: "no-such-program"}]}
  steady: {retry_count: 2, steps: [{name: s, script: "exit 5"}]}
  flaky:
    retry_count: 2
    steps: [{name: s, script: "echo $$ >> HERE/flaky; test $(wc -l < HERE/flaky) -eq 3"}]
"""


def test_failures_are_what_they_are_locally(lab):
    done = lab.run(FAILURES.replace("HERE", str(lab.folder)), "--keep-going")
    assert done.code == 1, done.err + done.out
    jobs = ("code", "forgiven", "slow", "endless", "again", "missing", "steady", "flaky")

    def seen():
        with lab.queries as queries:
            steps = [
                (s.job, s.step, s.attempt, s.status, s.exit_code, s.failure_class) for s in queries.steps(lab.last)
            ]
        return lab.endings(), {job: lab.attempts(job) for job in jobs}, sorted(steps)

    there = seen()
    logs = {step: lab.log(*step) for step in (("code", "s", 1), ("forgiven", "t", 1), ("again", "s", 3))}
    assert lab.running() == []
    (lab.folder / "flaky").unlink()
    assert lab.pipec("run", "--keep-going").code == 1
    here = seen()
    assert there[0] == here[0]
    assert there[1] == here[1]
    assert there[2] == here[2]
    assert {step: lab.log(*step) for step in logs} == {step: without_shim(text) for step, text in logs.items()}


def without_shim(text):
    """Leave out what the step program itself says of tries."""
    return "".join(line for line in text.splitlines(keepends=True) if "attempt " not in line)


def test_nothing_runs_on_after_a_timeout(lab):
    done = lab.run('jobs: {a: {timeout: 2, steps: [{name: s, script: "setsid sleep 4321 & sleep 4322"}]}}')
    assert done.code == 1
    assert lab.attempts("a") == [("failure", "timeout")]
    assert sleeping("4321") == sleeping("4322") == []


def sleeping(seconds):
    """Return the processes that sleep for so many seconds."""
    from pathlib import Path

    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes() == f"sleep\0{seconds}\0".encode():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def test_an_image_that_is_not_there_is_said(lab):
    done = lab.run(
        'jobs: {a: {steps: [{name: s, image: "127.0.0.1:5000/pipec/none@sha256:' + "0" * 64 + '", script: "true"}]}}'
    )
    assert done.code == 1, done.out
    assert lab.attempts("a") == [("failure", "configuration")], lab.reasons()
    assert "pipec/none" in lab.reasons()["a"]


def test_steps_run_in_containers(lab):
    done = lab.run(f"""
jobs:
  a:
    artifacts: {{x: {{paths: [x]}}}}
    steps:
      - {{name: one, image: "{IMAGE}", script: "echo in container > x; cat /etc/os-release 2>&1 | head -1; true"}}
      - {{name: two, script: "cat x; false", continue_on_failure: true}}
      - {{name: three, image: "{IMAGE}", script: "cat x; echo three >> x"}}
""")
    assert done.code == 0, done.err + done.out
    assert lab.log("a", "three") == "in container\n"
    assert (lab.fetch("a", "x") / "x").read_text() == "in container\nthree\n"


def test_a_container_that_is_killed_for_memory(lab):
    done = lab.run(f"""
jobs:
  a:
    resources: {{memory: 16MiB}}
    steps: [{{name: s, image: "{IMAGE}", script: "tail /dev/zero"}}]
""")
    assert done.code == 1, done.out
    assert lab.attempts("a") == [("failure", "resource")], lab.reasons()


SERVICES = """
jobs:
  a:
    allow_degraded: [health_check]
    services:
      web-1:
        image: REGISTRY/pipec/web:1
        ports: [8080]
        health_check: {type: http, port: 8080, path: PATH, interval: 1s}
    steps:
      - name: s
        script: |
          for _ in 1 2 3 4 5 6 7 8 9; do
            busybox wget -q -O - "http://$PIPEC_SERVICE_WEB_1_HOST:$PIPEC_SERVICE_WEB_1_PORT/healthz" && exit 0
            sleep 1
          done
          exit 1
"""


def test_services_are_up_while_steps_run(lab):
    done = lab.run(SERVICES.replace("REGISTRY", IMAGE.partition("/")[0]).replace("PATH", "/healthz"))
    assert done.code == 0, done.out + done.err


def test_a_label_that_no_node_has_is_said_and_waits(lab):
    lab.write('jobs: {a: {labels: {place: nowhere}, steps: [{name: s, script: "true"}]}}')
    process = lab.begin()
    log = lab.state / "runs"
    lab.wait_for(lambda: any("it waits" in path.read_text() for path in log.glob("*/logs/a/_job.1.log")))
    done = interrupt(process)
    assert done.code == 130, done.err + done.out
    said = next(log.glob("*/logs/a/_job.1.log")).read_text()
    assert "${meta.place} = nowhere" in said
    assert lab.endings() == {"a": "cancelled"}
    assert lab.running() == []


def test_a_job_that_is_stopped_at_nomad(lab):
    lab.write('jobs: {a: {steps: [{name: s, script: "echo on; sleep 60"}]}}')
    process = lab.begin()
    lab.wait_for(lambda: [item for item in lab.allocations() if item["ClientStatus"] == "running"])
    time.sleep(0.5)
    lab.ask(f"/v1/job/{lab.dispatches()[0].replace('/', '%2F')}", "DELETE")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err + out
    assert lab.attempts("a") == [("failure", "infrastructure")]
    assert "stopped at Nomad" in lab.reasons()["a"]


def test_a_job_that_is_purged_at_nomad(lab):
    lab.write('jobs: {a: {steps: [{name: s, script: "echo on; sleep 60"}]}}')
    process = lab.begin()
    lab.wait_for(lambda: [item for item in lab.allocations() if item["ClientStatus"] == "running"])
    lab.ask(f"/v1/job/{lab.dispatches()[0].replace('/', '%2F')}?purge=true", "DELETE")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, err + out
    assert lab.attempts("a") == [("failure", "infrastructure")]


SECRETS = """
jobs:
  a:
    secrets: [PASSWORD, TOKEN]
    environment: {P: "${secrets.PASSWORD}", T: "${secrets.TOKEN}"}
    steps: [{name: s, script: 'echo "it is $P"; echo "$T" | base64; printf %s "$P" >&2'}]
  b:
    secrets: [OTHER]
    environment: {O: "${secrets.OTHER}"}
    steps: [{name: s, script: "true"}]
"""


def test_missing_secrets_are_all_named_before_anything_begins(lab):
    done = lab.run(SECRETS)
    assert done.code not in {0, 1} or lab.status_or_none() is None, done.out
    for name in ("PASSWORD", "TOKEN", "OTHER"):
        assert f"`{name}`" in done.err
    assert f"nomad var put nomad/jobs/{lab.job('a')}" in done.err
    assert lab.dispatches() == []


def test_secrets_are_masked_and_stand_nowhere(own):
    lab = own
    put_variable(lab.agent, lab.job("a"), {"PASSWORD": "correct-horse-battery", "TOKEN": "another-staple"})
    put_variable(lab.agent, lab.job("b"), {"OTHER": "third-value"})
    done = lab.run(SECRETS)
    assert done.code == 0, done.err + done.out
    assert "it is ***" in lab.log("a", "s")
    for value in ("correct-horse-battery", "another-staple", "third-value", "YW5vdGhlci1zdGFwbGU"):
        assert value not in lab.text() + done.out + done.err
        for item in lab.ask(f"/v1/jobs?prefix={lab.name}&meta=true"):
            assert value not in str(item)


def test_a_secret_in_an_output_is_refused(own):
    lab = own
    put_variable(lab.agent, lab.job("a"), {"PASSWORD": "correct-horse-battery"})
    done = lab.run("""
jobs:
  a:
    secrets: [PASSWORD]
    outputs: [x]
    environment: {P: "${secrets.PASSWORD}"}
    steps: [{name: s, script: 'echo "x=$P" >> $PIPEC_OUTPUT'}]
""")
    assert done.code == 1
    assert "correct-horse" not in lab.text() + done.out + done.err
