"""The container engine is killed in the middle of a run, and comes back."""

import gc
import os
import shutil
import signal
import subprocess

import pytest

from tests.engines import require_engine
from tests.runtime.executors.container.test_container_engine_gone import OwnEngine
from tests.runtime.runs.lab import BOUND

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(400)]

IMAGE = "pipec.test/faults-busybox:1"
TEXT = f"""
version: 1
name: engine
defaults: {{checkout: false, image: "{IMAGE}"}}
jobs:
  first:
    network: none
    artifacts: {{dist: {{paths: [f]}}}}
    steps: [{{name: s, script: "echo content > f"}}]
  long:
    network: none
    depends_on: [first]
    inputs: [{{artifact: first.dist, path: in}}]
    steps: [{{name: s, script: "echo ready; test -e in/f; sleep SECONDS"}}]
"""


def load_image(engine, folder):
    """Give the engine an image of busybox alone, without a registry and without building."""
    busybox = require_engine("busybox")
    (folder / "root/bin").mkdir(parents=True)
    shutil.copy(busybox, folder / "root/bin/busybox")
    listed = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        if name != "busybox":
            (folder / "root/bin" / name).symlink_to("busybox")
    subprocess.run(["tar", "-C", folder / "root", "-cf", folder / "root.tar", "."], check=True)
    words = ["docker", "-H", engine.socket, "import", folder / "root.tar", IMAGE]
    subprocess.run(words, check=True, capture_output=True, timeout=BOUND)


@pytest.fixture
def own(tmp_path):
    require_engine("dockerd")
    if os.getuid() != 0:
        pytest.skip("an engine of one's own needs root")
    made = OwnEngine()
    made.start()
    load_image(made, tmp_path)
    yield made
    made.close()
    gc.collect()


def begun(lab, own):
    lab.environment["DOCKER_HOST"] = own.socket
    lab.write(TEXT.replace("SECONDS", "5"))
    process = lab.start("run", "--executor", "container")
    lab.wait_for(lambda: any(lab.state.glob("runs/*/logs/long/s.1.log")), BOUND)
    return process


def test_an_engine_that_is_killed_fails_the_job_and_a_run_from_there_goes_on(lab, own):
    process = begun(lab, own)
    own.signal(signal.SIGKILL)
    out, err = process.communicate(timeout=BOUND * 2)
    assert process.returncode == 1, out + err
    assert "internal error" not in err
    assert lab.endings()["first"] == "success"
    assert lab.endings()["long"] == "failure"
    assert lab.attempts("long")[0][1] == "infrastructure"
    assert "engine" in lab.reasons()["long"]
    assert "pipec clean" in out
    told = lab.pipec("run", "--executor", "container", "--from", "long")
    assert told.code == 1
    assert "internal error" not in told.err
    own.start()
    again = lab.pipec("run", "--executor", "container", "--from", "long")
    assert again.code == 0, again.err + again.out
    assert lab.pipec("clean").code == 0  # the first run could not take down what the engine kept
    assert own.containers() == []
    assert lab.left() == []


def test_engine_and_runtime_are_killed_and_the_run_goes_on(lab, own):
    process = begun(lab, own)
    process.kill()
    process.communicate(timeout=BOUND)
    own.signal(signal.SIGKILL)
    told = lab.pipec("resume")
    assert told.code == 1
    assert "internal error" not in told.err, told.err
    own.start()
    done = lab.pipec("resume")
    assert done.code == 0, done.err + done.out
    assert lab.endings() == {"first": "success", "long": "success"}
    assert lab.attempts("first") == [("success", None)]
    assert own.containers() == []
    assert lab.pipec("audit", "verify").code == 0
