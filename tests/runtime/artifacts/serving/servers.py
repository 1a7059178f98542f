"""Servers of artifacts in this process, and requests of theirs as they go over the wire."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from runtime.artifacts.serving.access import Access
from runtime.artifacts.serving.server import ArtifactServer, Limits


class Serving(NamedTuple):
    """A server that runs: itself, its address, what it told so far."""

    server: ArtifactServer
    url: str
    told: list[Access]

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def last(self) -> Access:
        """What it told of the connection that ended last: it is told after the answer."""
        assert self.server.drain(10), "a connection was not let go"
        return self.told[-1]


@contextmanager
def serving(
    state: Path, *, prefix: str = "", tls: ssl.SSLContext | None = None, limits: Limits | None = None
) -> Iterator[Serving]:
    """Serve a state directory for as long as the block lasts."""
    told: list[Access] = []
    server = ArtifactServer(("127.0.0.1", 0), state, told.append, prefix=prefix, tls=tls, limits=limits or Limits())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Serving(server, f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}{prefix}", told)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        assert server.drain(10), "a connection was not let go"


def raw(port: int, request: bytes) -> bytes:
    """Send bytes, and return all that comes back, also before a reset."""
    found = b""
    with (
        contextlib.suppress(ConnectionResetError),
        socket.create_connection(("127.0.0.1", port), timeout=20) as connection,
    ):
        connection.sendall(request)
        while data := connection.recv(1 << 16):
            found += data
    return found
