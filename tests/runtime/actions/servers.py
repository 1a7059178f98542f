"""Real HTTP servers that answer as a test wants, plainly or with certificates of an authority made for the test."""

import contextlib
import http.server
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

LIMIT = 10


class Seen(NamedTuple):
    """One request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answering = Callable[["Handler", Seen], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """Reads a request, remembers it and lets the test answer."""

    protocol_version = "HTTP/1.1"
    server: Any

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Send a whole response."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = Seen(self.command, self.path, headers, self.rfile.read(length))
        self.server.seen.append(seen)
        with contextlib.suppress(OSError):
            self.server.answering(self, seen)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _any  # noqa: N815 - names of the library


class Server(NamedTuple):
    """A server that is up: its address, and the requests that it got."""

    url: str
    seen: list[Seen]
    closing: threading.Event


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that went away, or that do not trust us."""


@contextlib.contextmanager
def serving(answering: Answering, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve on a free port for as long as the block lasts."""
    server = _Quiet(("127.0.0.1", 0), Handler)
    server.seen, server.answering = [], answering
    closing = threading.Event()
    if tls is not None:
        # The handshake is made by the thread of the connection, not by the one that accepts.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        scheme = "http" if tls is None else "https"
        yield Server(f"{scheme}://127.0.0.1:{server.server_address[1]}", server.seen, closing)
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join(LIMIT)


@contextlib.contextmanager
def raw(reply: Callable[[socket.socket], None]) -> Iterator[str]:
    """Serve connections by a function that gets the socket; yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = listener.accept()
                    connection.settimeout(LIMIT)
                    with connection:
                        reply(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            ended.set()
            thread.join(LIMIT)


def closed_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def openssl(*arguments: str, cwd: Path) -> None:
    """Run openssl."""
    program = shutil.which("openssl")
    assert program is not None
    subprocess.run([program, *arguments], cwd=cwd, check=True, capture_output=True, timeout=60)


def authority(folder: Path, name: str = "ca") -> Path:
    """Make an authority: NAME.key and NAME.pem in a folder. Return the certificate."""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign", cwd=folder)  # fmt: skip
    return folder / f"{name}.pem"


def certificate(folder: Path, name: str, host: str = "IP:127.0.0.1", *days: str) -> Path:
    """Make a certificate of the authority `ca` for a host: NAME.key and NAME.pem. Return the certificate."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key",
            "-out", f"{name}.csr", "-subj", f"/CN={name}", "-addext", f"subjectAltName={host}", cwd=folder)  # fmt: skip
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out",
            f"{name}.pem", "-copy_extensions", "copyall", *(days or ("-days", "1")), cwd=folder)  # fmt: skip
    return folder / f"{name}.pem"


def tls_of(path: Path, client_authority: Path | None = None) -> ssl.SSLContext:
    """Return the context of a server with this certificate, which may want one of its clients too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, path.with_suffix(".key"))
    if client_authority is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_authority)
    return context
