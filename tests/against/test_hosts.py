"""Environments on other machines: asked over SSH where DOCKER_HOST leads there, else it is said that they were not."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.errors import ExecutorError
from runtime.observing.containers import PROJECT, containers
from runtime.observing.docker_engine import CommandLine, open_engine
from tests.against.lab import Lab
from tests.against.socket_proxy import SocketProxy
from tests.engines import require_engine
from tests.examples_on_engines.composing import project

pytestmark = [pytest.mark.engine, pytest.mark.timeout(90)]

PIPELINE = """
jobs:
  build: {checkout: false, steps: [{name: say, image: "registry.example/web:1.4", script: echo one}]}
components:
  web:
    image: registry.example/web:1.4
    command: [/bin/sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
    environment: {MODE: plain}
environments:
  here: {runner: compose}
  there: {runner: compose, target: {hosts: ["HOST"]}}
"""


@pytest.fixture(scope="module")
def ssh(tmp_path_factory) -> Iterator[str]:
    """An SSH server of the test's own, behind which is the tests' engine; the client finds its keys by a wrapper."""
    server = shutil.which("sshd") or require_engine("sshd")
    folder = Path(tmp_path_factory.mktemp("ssh"))
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings = ("ListenAddress=127.0.0.1", "StrictModes=no", "UsePAM=no", "PasswordAuthentication=no", "PidFile=none")
    options = [*settings, f"AuthorizedKeysFile={folder}/authorized", f"SetEnv=DOCKER_HOST={os.environ['DOCKER_HOST']}"]
    command = [server, "-D", "-e", "-p", str(port), "-f", "/dev/null", "-h", str(folder / "host")]
    Path("/run/sshd").mkdir(exist_ok=True)
    wrapper = folder / "ssh"
    real = require_engine("ssh")
    trust = f"-F /dev/null -i {folder}/user -o StrictHostKeyChecking=no -o UserKnownHostsFile={folder}/known"
    wrapper.write_text(f'#!/bin/sh\nexec {real} {trust} -o LogLevel=ERROR "$@"\n')
    wrapper.chmod(0o755)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([*command, *(f"-o{each}" for each in options)], stdout=log, stderr=log) as process,
    ):
        try:
            await_port(port)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
                yield f"ssh://root@127.0.0.1:{port}"
        finally:
            process.terminate()


def await_port(port: int) -> None:
    for _ in range(50):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("sshd does not listen")


@pytest.mark.slow
def test_over_ssh_all_is_as_here(ssh, tmp_path):
    lab = Lab(tmp_path / "shop", PIPELINE.replace("HOST", ssh), "compose")
    lab.write()
    file = lab.compile() / "compose" / "environments" / "there" / "compose.lock.yaml"
    with project(file, tmp_path) as up:
        assert up.call("up", "--detach", "--wait").returncode == 0
        told = lab.plan("--env", "there", environment={"DOCKER_HOST": ssh})
        assert (told.code, told.statements) == (0, []), told
        lab.write(("plain", "fancy"))
        told = lab.plan("--env", "there", environment={"DOCKER_HOST": ssh})
        assert told.texts[1:] == ["component `web` in `there`: variable `MODE` `plain` → `fancy`"]
        told = lab.plan(environment={"DOCKER_HOST": ssh})
        assert told.code == 1
        assert f"environment `here` is on local and was not asked there: DOCKER_HOST leads to {ssh}" in told.err
        assert len(told.statements) == 2, "of the others it is told all the same"
        label = f"{PROJECT}={lab.name}-there"
        engine = open_engine()
        try:
            with SocketProxy(os.environ["DOCKER_HOST"].removeprefix("unix://")) as proxy:
                with pytest.MonkeyPatch.context() as patch:
                    patch.setenv("DOCKER_HOST", proxy.address)
                    assert containers(CommandLine("there"), label) == containers(engine, label)
                assert proxy.methods <= {"GET", "HEAD"}, proxy.asked
        finally:
            engine.close()


def test_a_host_that_nothing_leads_to_is_not_asked(tmp_path):
    lab = Lab(tmp_path / "shop", PIPELINE.replace("HOST", "ssh://deploy@one.example"), "compose")
    lab.write()
    told = lab.plan()
    assert (told.code, told.rules) == (1, ["added"])
    assert "environment `there` is on ssh://deploy@one.example and was not asked there" in told.err
    told = lab.plan("--env", "there")
    assert (told.code, told.out) == (1, "")
    assert "set DOCKER_HOST to the host" in told.err


def test_an_ssh_host_that_is_not_there(ssh, tmp_path):
    lab = Lab(tmp_path / "shop", PIPELINE.replace("HOST", "ssh://root@127.0.0.1:1"), "compose")
    lab.write()
    told = lab.plan("--env", "there", environment={"DOCKER_HOST": "ssh://root@127.0.0.1:1"})
    assert (told.code, told.out) == (1, "")
    assert "the container engine at ssh://root@127.0.0.1:1 does not answer" in told.err


def test_what_went_away_is_nothing_and_an_engine_that_is_gone_is_a_fault(monkeypatch, tmp_path):
    assert CommandLine("here").image(f"sha256:{'0' * 64}") == {}
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(ExecutorError, match="does not answer"):
        CommandLine("here").image(f"sha256:{'0' * 64}")
