"""Runs in real containers: every meaning is the one that processes give it, and nothing of them is left."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from compiler.ir.values import Image
from tests.engines import alone_with, require_engine
from tests.runtime.executors.container import lab as engine_lab
from tests.runtime.runs.lab import Lab, events, interrupt
from tests.runtime.runs.test_meaning import ENDINGS, PIPELINE

pytestmark = [pytest.mark.engine, pytest.mark.slow]

DEFAULTS = f"defaults: {{checkout: false, image: {engine_lab.BUSYBOX.reference!r}}}\n"
HEAD = f"version: 1\nname: contained\nretry_policy: {{initial_delay: 0, jitter: 0}}\n{DEFAULTS}jobs:\n"
USER = engine_lab.USER.reference
SECRET = "s3cr3t-of-the-containers"
WEB = "pipec.test/runs-web:1"
SLEEPER = "pipec.test/runs-sleeper:1"
_OTHER = 4321


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    docker = require_engine("docker")
    if subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        require_engine("docker-daemon")
    folder = tmp_path_factory.mktemp("images")
    with alone_with("docker-images"):
        engine_lab.build_images(folder)
        serve = "mkdir /www && echo served > /www/index.html && exec httpd -f -p 8080 -h /www"
        engine_lab.build(Image(WEB), f"FROM {engine_lab.BUSYBOX.reference}\nCMD {serve}\n", folder)
        engine_lab.build(Image(SLEEPER), f"FROM {engine_lab.BUSYBOX.reference}\nCMD sleep 600\n", folder)


@pytest.fixture
def contained(images, tmp_path):
    """A lab whose runs go in containers; neither the engine nor the state directory has anything of them afterwards."""
    lab = Lab(tmp_path)
    lab.environment |= {name: os.environ[name] for name in ("DOCKER_HOST", "DOCKER_CONFIG") if name in os.environ}
    yield lab
    lab.end()
    left = engine_lab.left(lab.state)
    for name in left:
        engine_lab.docker("rm", "-f", "-v", name, check=False)
        engine_lab.docker("network", "rm", name, check=False)
    assert left == []
    assert lab.left() == []


def ran(lab, jobs, *arguments, **variables):
    return lab.run(HEAD + jobs, "--executor", "container", "--keep-going", "--jobs", "4", *arguments, **variables)


def test_everything_ends_as_with_processes(contained):
    text = PIPELINE.replace("defaults: {checkout: false}\n", DEFAULTS)
    done = contained.run(text, "--executor", "container", "--keep-going", "--jobs", "4")
    assert done.code == 1, done.err
    assert contained.endings() == ENDINGS
    assert contained.log("good", "second") == "step world\n"
    assert contained.attempts("not-found") == [("failure", "configuration")]
    assert contained.attempts("killed") == [("failure", "resource")]
    assert contained.attempts("wrong-outputs") == [("failure", "configuration")]
    assert contained.attempts("bad") == [("failure", "code")]


def test_retries_and_timeouts(contained):
    done = ran(
        contained,
        """
  again: {steps: [{name: s, retry_count: 2, script: "echo x >> tries; test $(wc -l < tries) = 3"}]}
  fresh: {retry_count: 1, steps: [{name: s, script: "test ! -e here; touch here; exit 5"}]}
  late:
    steps:
      - {name: s, timeout: 2s, script: "trap 'echo asked; exit 0' TERM; sleep 30 & wait"}
      - {name: after, conditional: "failure()", script: "echo cleaned"}
  hungry: {resources: {memory: 16MiB}, steps: [{name: s, script: "tail /dev/zero"}]}
""",
    )
    assert done.code == 1, done.err
    assert contained.endings() == {"again": "success", "fresh": "failure", "late": "failure", "hungry": "failure"}
    assert contained.steps()["again/s"] == ["failure", "failure", "success"]
    assert contained.attempts("fresh") == [("failure", "code"), ("failure", "code")]
    assert contained.attempts("late") == [("failure", "timeout")]
    assert contained.log("late", "s").startswith("asked\n")
    assert contained.log("late", "after") == "cleaned\n"
    assert contained.attempts("hungry") == [("failure", "resource")]
    assert "want of memory" in contained.reasons()["hungry"]


def test_the_time_of_a_job_is_that_of_its_services_too(contained):
    """A service that does not become healthy in time is no reason to wait longer than the job may take."""
    began = time.monotonic()
    done = ran(
        contained,
        f"""
  a:
    timeout: 3s
    services: {{web: {{image: {WEB!r}, health_check: {{type: tcp, port: 9999, interval: 1s, retries: 40}}}}}}
    steps: [{{name: s, timeout: 3s, script: "true"}}]
""",
    )
    assert done.code == 1
    assert time.monotonic() - began < 15
    assert contained.attempts("a") == [("failure", "timeout")]
    assert "was over before its first step" in contained.reasons()["a"]


def test_artifacts_outputs_and_users(contained):
    done = ran(
        contained,
        f"""
  make:
    outputs: [one, two]
    steps:
      - {{name: user, image: {USER!r}, script: "id -u; mkdir -p d/e; echo hi > d/e/f; ln -s f d/e/l; echo one=1 >> $PIPEC_OUTPUT"}}
      - {{name: root, script: "id -u; cat d/e/f; echo '#!/bin/sh' > d/x; echo 'echo run' >> d/x; chmod 755 d/x; echo two=2 >> $PIPEC_OUTPUT"}}
    artifacts: {{dist: {{paths: ["d/**"]}}}}
  use:
    inputs: [{{artifact: make.dist, path: in}}]
    environment: {{BOTH: "${{job.make.outputs.one}}${{job.make.outputs.two}}"}}
    steps:
      - {{name: s, image: {USER!r}, script: "cat in/d/e/l; in/d/x; echo $BOTH; echo new > in/d/e/new; ls in/d/e"}}
""",  # noqa: E501 - one line is one step
    )
    assert done.code == 0, done.err + done.out
    assert contained.log("make", "user") == "1234\n"
    assert contained.log("make", "root") == "0\nhi\n"
    assert contained.log("use", "s") == "hi\nrun\n12\nf\nl\nnew\n"


def test_what_a_step_sees(contained):
    done = ran(
        contained,
        """
  env:
    environment: {MINE: "1"}
    steps: [{name: s, working_directory: sub/dir, script: "env | sed 's/=.*//' | grep -v ^CI_ | sort; cat; pwd; echo $HOME"}]
  alone: {network: none, steps: [{name: s, script: "ls /sys/class/net"}]}
""",  # noqa: E501 - one line is one step
        LEAKED="no",
    )
    assert done.code == 0, done.err
    *names, directory, home = contained.log("env", "s").split()
    assert set(names) - {"PWD", "SHLVL"} == {"CI", "HOME", "HOSTNAME", "MINE", "OF_IMAGE", "PATH", "PIPEC_OUTPUT"}
    assert directory == f"{home}/sub/dir"
    assert contained.log("alone", "s") == "lo\n"


def test_services_and_actions(contained):
    """Actions are the runtime's own: services answer them too, and their commands run where the steps do."""
    done = ran(
        contained,
        f"""
  served:
    services:
      web: {{image: {WEB!r}, ports: [8080], health_check: {{type: tcp, port: 8080, interval: 1s, retries: 20}}}}
    environment: {{URL: "http://${{PIPEC_SERVICE_WEB_HOST}}:${{PIPEC_SERVICE_WEB_PORT}}/index.html"}}
    steps:
      - {{name: script, script: "wget -qO- $URL; touch here"}}
      - {{name: command, action: health_check, with: {{type: command, command: "test -e here && wget -qO- $URL"}}}}
      - {{name: ask, action: http_request, with: {{url: "${{URL}}"}}}}
      - {{name: told, environment: {{BODY: "${{steps.ask.outputs.body}}"}}, script: "echo got $BODY"}}
  only-action:
    services:
      web: {{image: {WEB!r}, ports: [8080], health_check: {{type: tcp, port: 8080, interval: 1s, retries: 20}}}}
    steps:
      - name: ask
        action: health_check
        with: {{type: http, url: "http://${{PIPEC_SERVICE_WEB_HOST}}:8080/"}}
""",
    )
    assert done.code == 0, done.err + done.out
    assert contained.log("served", "script") == "served\n"
    assert contained.log("served", "command").startswith("served\n")
    assert contained.log("served", "told") == "got served\n"


def test_a_command_needs_an_image(contained):
    jobs = "  a: {steps: [{name: look, action: health_check, with: {type: command, command: 'true'}}]}\n"
    done = ran(contained, jobs)
    assert done.code == 1
    assert "job a, step look: it has no image to run in" in done.err
    assert "give a step of the job that has a script an `image`" in done.err
    assert not (contained.state / "runs").exists()


def test_lines_name_their_container(contained):
    done = ran(contained, "  a: {steps: [{name: s, script: 'echo first; sleep 0.3; echo last'}]}\n", "--format", "json")
    assert done.code == 0, done.err
    lines = [event for event in events(done.out) if event["event"] == "log"]
    assert [line["message"] for line in lines] == ["first", "last"]
    with contained.queries as queries:
        (step,) = queries.steps(contained.last)
    assert {line["container"] for line in lines} == {step.container}
    assert len(step.container) == 64


def test_secrets_are_nowhere_but_in_the_step(contained):
    done = ran(
        contained,
        """
  a:
    secrets: [token]
    steps:
      - name: s
        environment: {TOKEN: "${secrets.token}"}
        script: "echo plain $TOKEN; printf %s $TOKEN | head -c 9; sleep 0.3; printf %s $TOKEN | tail -c +10; false"
""",
        PIPEC_SECRET_TOKEN=SECRET,
    )
    assert done.code == 1
    assert contained.log("a", "s").startswith("plain ***\n***")
    assert SECRET not in done.out + done.err
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in contained.state.rglob("*") if path.is_file())


LONG = """
  first: {steps: [{name: s, script: "echo once"}]}
  long:
    depends_on: [first]
    services: {db: {image: IMAGE}}
    steps: [{name: s, script: "umask 077; mkdir -p a/b; echo x > a/b/c; echo began; sleep 60 & wait"}]
  after: {depends_on: [long], steps: [{name: s, script: "true"}]}
""".replace("IMAGE", repr(SLEEPER))


def begun(lab, start):
    """Start a run and return when its long step has begun, in the newest of its tries."""
    process = start()
    lab.wait_for(lambda: any("began" in path.read_text() for path in lab.state.glob("runs/*/logs/long/*.log")), 40)
    return process


def run_long(lab):
    lab.write(HEAD + LONG)
    return begun(lab, lambda: lab.start("run", "--executor", "container"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_everything(contained, number):
    done = interrupt(run_long(contained), number)
    assert done.code == 130, done.err
    assert contained.endings() == {"first": "success", "long": "cancelled", "after": "blocked"}


def test_a_killed_run_goes_on_and_repeats_nothing(contained):
    process = run_long(contained)
    process.kill()
    process.communicate()
    assert len(engine_lab.left(contained.state)) == 3  # the step, the service, the network
    for path in contained.state.glob("runs/*/logs/long/*.log"):
        path.write_bytes(b"")
    again = begun(contained, lambda: contained.start("resume"))
    done = interrupt(again)
    assert done.code == 130, done.err
    assert "ended container" in done.err
    assert contained.attempts("long") == [("cancelled", "infrastructure"), ("cancelled", None)]
    assert contained.steps()["first/s"] == ["success"]


def test_clean_ends_what_a_killed_run_left(contained):
    process = run_long(contained)
    process.kill()
    process.communicate()
    without = contained.pipec("clean", DOCKER_HOST=f"unix://{contained.folder}/no.sock")
    assert without.code == 1
    assert "what it left cannot be looked for" in without.out
    assert contained.status() == "running"
    done = contained.pipec("clean")
    assert done.code == 0, done.err
    assert "ended container" in done.out
    assert contained.endings() == {"first": "success", "long": "cancelled", "after": "cancelled"}
    assert contained.pipec("clean").out == "there is nothing to clean\n"


def test_files_of_root_are_removed_for_who_is_not_root(images):
    """The caller may not remove what a container's root wrote: the executor makes it the caller's first."""
    if os.getuid() != 0:
        pytest.skip("becoming another user needs root")
    setpriv = require_engine("setpriv")
    group = Path(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")).stat().st_gid
    words = (setpriv, f"--reuid={_OTHER}", f"--regid={_OTHER}", f"--groups={group}", sys.executable)
    if subprocess.run([*words, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("another user cannot run this Python")
    home = Path(tempfile.mkdtemp(prefix="pipec-runs-", dir="/tmp"))
    lab = OtherUser(home, words)
    try:
        process = run_long(lab)
        process.kill()
        process.communicate()
        owners = {path.stat().st_uid for path in lab.state.glob("workspaces/*/long.1/a/b")}
        done = lab.pipec("clean")
        assert owners == {0}
        assert done.code == 0, done.out + done.err
        assert lab.left() == []
        assert engine_lab.left(lab.state) == []
    finally:
        lab.end()
        shutil.rmtree(home)


class OtherUser(Lab):
    """A lab of a user who is not root."""

    def __init__(self, folder, words):
        super().__init__(folder)
        self.words = words
        self.environment |= {name: os.environ[name] for name in ("DOCKER_HOST", "DOCKER_CONFIG") if name in os.environ}
        for path in (folder, self.folder):
            os.chown(path, _OTHER, _OTHER)

    def command(self, *arguments):
        return [*self.words, *self.program, *arguments]
