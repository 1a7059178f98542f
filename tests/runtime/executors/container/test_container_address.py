"""Where the engine is looked for, and what is said when none is there."""

import asyncio
import gc
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from runtime.errors import ExecutorError
from runtime.executors.container import address, create


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/config.json").write_text("{}")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.setattr(address, "_DOCKER", tmp_path / "docker.sock")
    monkeypatch.setattr(address, "_PODMAN", tmp_path / "podman.sock")


@pytest.fixture
def socket_at(tmp_path):
    made = []

    def listen(name):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        made.append(socket.socket(socket.AF_UNIX))
        made[-1].bind(str(path))
        return f"unix://{path}"

    yield listen
    for each in made:
        each.close()


def open_executor(state):
    async def main():
        executor = create(state)
        await executor.open()

    with pytest.raises(ExecutorError) as caught:
        asyncio.run(main())
    return caught.value


def test_docker_host_comes_first(monkeypatch, socket_at):
    socket_at("docker.sock")
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:2375")
    assert address.find_address().url == "tcp://127.0.0.1:2375"


def test_a_context_comes_next(monkeypatch, socket_at, tmp_path):
    from docker.context import ContextAPI

    socket_at("docker.sock")
    ContextAPI.create_context("elsewhere", host="unix:///elsewhere.sock")
    monkeypatch.setenv("DOCKER_CONTEXT", "elsewhere")
    assert address.find_address().url.endswith("///elsewhere.sock")


def test_a_context_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setenv("DOCKER_CONTEXT", "nowhere")
    with pytest.raises(ExecutorError, match="no Docker context nowhere"):
        address.find_address()


@pytest.mark.parametrize("name", ["docker.sock", "run/docker.sock", "run/podman/podman.sock", "podman.sock"])
def test_sockets_are_found(socket_at, name):
    wanted = socket_at(name)
    assert address.find_address().url == wanted


def test_dockers_socket_is_before_podmans(socket_at):
    socket_at("run/podman/podman.sock")
    wanted = socket_at("docker.sock")
    assert address.find_address().url == wanted


def test_no_engine_at_all_says_what_to_start(tmp_path):
    fault = open_executor(tmp_path)
    assert str(fault) == "no container engine is found"
    assert "podman.socket" in fault.help


def test_an_engine_that_does_not_answer_is_told(monkeypatch, socket_at, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", socket_at("dead.sock"))
    fault = open_executor(tmp_path)
    assert "does not answer" in str(fault)
    assert "docker info" in fault.help


def test_an_address_that_is_none_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", "nonsense://somewhere")
    assert open_executor(tmp_path).failure_class in {"configuration", "infrastructure"}


def test_another_machine_by_ssh_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", "ssh://build@registry.example")
    fault = open_executor(tmp_path)
    assert "another machine" in str(fault)


class Nonsense(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *words):
        pass


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the SDK leaves the connection to the collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_is_no_engine_is_told(monkeypatch, tmp_path):
    with HTTPServer(("127.0.0.1", 0), Nonsense) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.server_port}")
        try:
            fault = open_executor(tmp_path)
        finally:
            server.shutdown()
            thread.join(5)
    gc.collect()
    assert f"what answers at tcp://127.0.0.1:{server.server_port} is no container engine" in str(fault)
