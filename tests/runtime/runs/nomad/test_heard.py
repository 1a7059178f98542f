"""What a container printed is read, however late Nomad's reader of its output comes to it."""

import os
import socket
import socketserver
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.engines import require_engine
from tests.runtime.runs.nomad.nomad_lab import NomadLab

pytestmark = [pytest.mark.engine, pytest.mark.slow]

IMAGE = f"{os.environ.get('PIPEC_TEST_REGISTRY', '127.0.0.1:5000')}/pipec/busybox:1"
LATE = 3.0
"""Seconds by which the reader is late; the containers would be gone much earlier."""

JOBS = """
jobs:
  two:
    steps:
      - {name: a, image: IMAGE, script: "echo early; echo bad >&2"}
      - {name: b, image: IMAGE, script: "echo last; echo worst >&2; exit 3"}
  other:
    steps:
      - {name: a, image: IMAGE, script: "sleep 60 & echo first"}
      - {name: b, script: "true"}
      - {name: c, image: IMAGE, script: "true"}
""".replace("IMAGE", IMAGE)


class LateLogs(socketserver.BaseRequestHandler):
    """Gives the engine's answers as they are, but a container's output late."""

    def handle(self):
        engine = socket.socket(socket.AF_UNIX)
        engine.connect(self.server.engine)
        back = threading.Thread(target=self.copy, args=(engine, self.request, False), daemon=True)
        back.start()
        self.copy(self.request, engine, True)
        back.join()
        engine.close()

    def copy(self, source, target, asking):
        with suppress(OSError):
            while data := source.recv(65536):
                if asking and b"/logs?" in data:
                    self.server.asked += 1
                    time.sleep(LATE)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    asked = 0


@pytest.fixture
def late(monkeypatch):
    """An engine whose logs come late, as DOCKER_HOST says from here on."""
    require_engine("docker")
    with tempfile.TemporaryDirectory(prefix="pipec-late-") as folder:
        path = str(Path(folder) / "docker.sock")
        with Server(path, LateLogs) as server:
            server.engine = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
            threading.Thread(target=server.serve_forever, daemon=True).start()
            monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
            yield server
            server.shutdown()


def test_containers_that_end_at_once_are_heard_by_a_late_reader(tmp_path, late, agents):
    lab = NomadLab(tmp_path, agents().start().ready().address)
    done = lab.run(JOBS, "--keep-going")
    logs = {step: lab.log(*step) for step in (("two", "a"), ("two", "b"), ("other", "a"))}
    lab.end()

    assert done.code == 1, done.err
    assert late.asked > 0
    assert "never came" not in done.out + done.err
    assert logs["two", "a"] == "early\nbad\n"
    assert sorted(line for line in logs["two", "b"].splitlines() if not line.startswith("pipec")) == ["last", "worst"]
    assert logs["other", "a"] == "first\n"
