"""Health checks run by a real shell against real servers."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from compiler.backends.compose.health import script
from compiler.ir.values import HealthCheck
from tests.engines import require_engine


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = {"/ok": 200, "/moved": 302, "/quoted?a='b'&c=$d": 200}.get(self.path, 503)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/ok")
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"all $ok")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def healthy(check: HealthCheck, tools: str = os.environ.get("PATH", "")) -> bool:
    done = subprocess.run(["/bin/sh", "-c", script(check)], env={"PATH": tools}, capture_output=True, check=False)
    return done.returncode == 0


@pytest.fixture(params=["curl", "wget", "bash", "busybox"])
def tools(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    command = "wget" if request.param == "busybox" else request.param
    (tmp_path / command).symlink_to(require_engine(request.param))
    (tmp_path / "cat").symlink_to(require_engine("cat"))
    return str(tmp_path)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("path", "fields", "wanted"),
    [
        ("/ok", {}, True),
        ("/down", {}, False),
        ("/down", {"expected_status": 503}, True),
        ("/moved", {}, False),
        ("/moved", {"expected_status": 302}, True),
        ("/ok", {"expected_body": "$ok"}, True),
        ("/ok", {"expected_body": "'"}, False),
        ("/quoted?a='b'&c=$d", {}, True),
    ],
)
def test_http_compares_status_and_body(port, tools, path, fields, wanted):
    assert healthy(HealthCheck("http", port, path, **fields), tools) is wanted


@pytest.mark.parametrize("kind", ["http", "tcp"])
def test_nobody_listens(kind):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert not healthy(HealthCheck(kind, free.getsockname()[1]))


def test_an_image_without_a_client_is_told_so(tmp_path):
    text = script(HealthCheck("http", 80))
    done = subprocess.run(["/bin/sh", "-c", text], env={"PATH": str(tmp_path)}, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"none of curl, wget and bash" in done.stdout


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_tcp_needs_no_program_at_all(family, tmp_path):
    with socket.socket(family) as server:
        try:
            server.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        server.listen()
        assert healthy(HealthCheck("tcp", server.getsockname()[1]), str(tmp_path))


@pytest.mark.parametrize("kind", ["http", "tcp"])
def test_every_shell_reads_the_checks(kind):
    for shell in filter(None, map(shutil.which, ("dash", "bash", "busybox"))):
        words = [shell, "sh"] if shell.endswith("busybox") else [shell]
        done = subprocess.run([*words, "-n", "-c", script(HealthCheck(kind, 80))], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
