"""What jobs on a cluster reach: the repository by HTTP, the artifacts of a run, the tests' registry."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from tempfile import TemporaryDirectory

from tests.engines import require_engine
from tests.examples_on_engines.images import ROOT, need_registry
from tests.examples_on_engines.stage import commit

PIPEC = (sys.executable, "-m", "pipec")


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served_folder(to: Path) -> Iterator[str]:
    """Serve a folder as files by HTTP; yield its address.

    A clone is laid there by `publish` when it is known: the address stands in what is committed.
    """
    to.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(to)))
    with _running(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


def publish(folder: Path, to: Path) -> None:
    """Clone a repository to where it is served."""
    bare = to / f"{folder.name}.git"
    for words in (["clone", "-q", "--bare", str(folder), str(bare)], ["-C", str(bare), "update-server-info"]):
        subprocess.run([require_engine("git"), *words], check=True, capture_output=True)


def archive(example: str, to: Path) -> str:
    """Lay an example's tree, which is a repository, as an archive where it is served; return its checksum."""
    with TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        shutil.copytree(ROOT / "examples" / example, tree, ignore=shutil.ignore_patterns("pipec-out", "__pycache__"))
        commit(tree)
        file = Path(shutil.make_archive(str(to / example), "gztar", tree))
    return f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


class _Forward(BaseRequestHandler):
    """Hands a connection on to the registry."""

    def handle(self) -> None:
        host, _, port = need_registry().partition(":")
        with socket.create_connection((host, int(port))) as there:
            back = threading.Thread(target=_copy, args=(there, self.request))
            back.start()
            _copy(self.request, there)
            back.join()


def _copy(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(1 << 16):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # whoever went first has ended the connection


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def registry_for_containers() -> Iterator[str]:
    """Make the tests' registry, which listens on loopback, reachable for containers; yield the address there."""
    command = ["network", "inspect", "bridge", "-f", "{{(index .IPAM.Config 0).Subnet}}"]
    asked = subprocess.run([require_engine("docker"), *command], capture_output=True, text=True, check=True)
    gateway = str(next(ip_network(asked.stdout.strip()).hosts()))
    server = _Server((gateway, 0), _Forward)
    with _running(server):
        yield f"{gateway}:{server.server_address[1]}"


@contextmanager
def _running(server: ThreadingHTTPServer | _Server) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def served_artifacts(state: Path, port: int) -> Iterator[None]:
    """Run `pipec artifact serve` on a state directory."""
    words = [*PIPEC, "artifact", "serve", "--listen", f"127.0.0.1:{port}", "--state-dir", str(state)]
    with subprocess.Popen(words, env=os.environ | {"NO_COLOR": "1"}, stdout=subprocess.DEVNULL) as server:
        try:
            yield
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port of loopback that was free a moment ago."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
