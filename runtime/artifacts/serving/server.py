"""The server: a thread for each download, and a bound on how many there are.

The standard library's server is enough and has no dependency: reading and hashing files is work for threads anyway, and
what it lacks (deadlines for requests and for each piece, a bound on connections) the usual frameworks lack as well.
"""

import socket
import socketserver
import ssl
import threading
import time
from pathlib import Path
from typing import Any, Final, NamedTuple

from ...errors import ArtifactError
from ..handing.shelf import Shelf, sweep_archives
from ..handing.signatures import signer
from .access import Access, Tell
from .handler import Handler

_SWEEP: Final = 600
"""Seconds between two looks for archives that nobody may fetch any more."""


class Limits(NamedTuple):
    """Seconds to say what one wants, seconds for a piece of 256 KiB, connections at once; more wait for their turn."""

    headers: float = 15
    piece: float = 60
    connections: int = 512


class ArtifactServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Serves the archives of a state directory. `prefix` begins every path: empty, or `/…` without a slash behind."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 512

    def __init__(
        self,
        address: tuple[str, int],
        state: Path,
        tell: Tell,
        *,
        prefix: str = "",
        tls: ssl.SSLContext | None = None,
        limits: Limits = Limits(),  # noqa: B008 - a tuple
    ) -> None:
        """Listen at once; ArtifactError when the address cannot be had or the key is not usable."""
        self.state = state
        self.tell = tell
        self.prefix = prefix
        self.limits = limits
        self.shelf = Shelf(state)
        self.signer = signer(state)
        self._tls = tls
        self._places = threading.BoundedSemaphore(limits.connections)
        self._swept = 0.0
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        try:
            super().__init__(address, Handler)
        except (OSError, OverflowError) as error:
            raise ArtifactError(
                f"{address[0]}:{address[1]} cannot be listened at: {getattr(error, 'strerror', None) or error}",
                "Give another address with --listen.",
            ) from error

    @property
    def busy(self) -> int:
        """How many connections are open."""
        return self.limits.connections - self._places._value  # noqa: SLF001 - it tells nobody else

    def drain(self, seconds: float) -> bool:
        """Wait for open connections; return whether all ended in time. Stop `serve_forever` first."""
        until = time.monotonic() + seconds
        while self.busy and time.monotonic() < until:
            time.sleep(0.05)
        return not self.busy

    def process_request(self, request: Any, client_address: Any) -> None:
        """Wait for a place, then answer in a thread."""
        self._places.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection, and free its place."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection, over TLS where it is wanted."""
        request.settimeout(self.limits.headers)
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong outside an answer: no TLS, no request in time, a client that left."""
        import sys

        del request
        error = sys.exc_info()[1]
        reason = "the client was too slow" if isinstance(error, TimeoutError) else "the connection broke"
        if isinstance(error, ssl.SSLError):
            reason = f"no TLS connection: {error.reason or 'it broke'}"
        elif not isinstance(error, OSError):
            reason = f"internal error: {type(error).__name__}: {error}"
        self.tell(Access(str(client_address[0]), "other", "", 0, 0, 0.0, reason))

    def service_actions(self) -> None:
        """Remove archives that nobody may fetch any more, now and then."""
        now = time.monotonic()
        if not self._swept or now - self._swept > _SWEEP:
            self._swept = now
            threading.Thread(target=self._sweep, daemon=True).start()

    def _sweep(self) -> None:
        try:
            sweep_archives(self.shelf.directory.parent)
        except OSError as error:
            reason = f"old archives cannot be removed: {error.strerror}"
            self.tell(Access("-", "other", "", 0, 0, 0.0, reason, f"see {self.shelf.directory}"))


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what a server needs for TLS 1.2 and later; ArtifactError when a file is not usable."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # A key with a passphrase would otherwise be asked for on the terminal.
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except (OSError, ValueError) as error:
        said = getattr(error, "reason", None) or getattr(error, "strerror", None) or "it has a passphrase"
        raise ArtifactError(
            f"the certificate {certificate} with the key {key} cannot be used: {said}",
            "Give PEM files that belong together; the key without passphrase.",
            failure_class="configuration",
        ) from error
    return context
