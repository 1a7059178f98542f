"""One connection of a node: one request, one answer, in a thread of its own."""

import io
import socket
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from ..handing.paths import ALIVE, parse_archive
from .access import Access
from .content import SpoiledError, open_archive, pieces
from .ranges import Range, parse_range

if TYPE_CHECKING:
    from .server import ArtifactServer

_FIELDS: Final = 8
_SLOW: Final = "the client was too slow"
_AGAIN: Final = "run the job again: the next attempt hands it out anew"


class _Deadline(io.RawIOBase):
    """Reads from a connection until a moment, however slowly bytes come in."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self._connection = connection
        self._until = until

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer, and this one in fact
        """Fill a buffer; TimeoutError when it is too late."""
        self._connection.settimeout(_left(self._until))
        return self._connection.recv_into(buffer)


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD of signed paths."""

    protocol_version = "HTTP/1.1"
    server: "ArtifactServer"
    connection: socket.socket

    def setup(self) -> None:
        """Take the connection; a client has so many seconds to say what it wants."""
        self.connection = self.request
        until = time.monotonic() + self.server.limits.headers
        self.rfile = io.BufferedReader(_Deadline(self.connection, until))
        self.wfile = io.BytesIO()
        self._began = time.monotonic()
        self._sent = 0
        self._digest = ""

    def finish(self) -> None:
        """Let go of the connection, which whoever made it closes."""
        self.rfile.close()

    def version_string(self) -> str:
        """Say no version: who attacks a server begins with it."""
        return "pipec"

    def do_GET(self) -> None:
        """Answer a signed path."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer a signed path without its body."""
        self._answer()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with a status and one line."""
        del message, explain
        # The library answers 501 to methods that it does not find.
        status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
        more = {"Allow": "GET, HEAD"} if status is HTTPStatus.METHOD_NOT_ALLOWED else {}
        self._say(status, f"{status.phrase}\n".encode(), **more)

    def log_error(self, format: str, *arguments: object) -> None:
        """Say that no request came in time: the only error that the library tells so."""
        del format, arguments
        self.server.tell(Access(self._client(), "other", "", 0, 0, time.monotonic() - self._began, _SLOW))

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: each answer is told once, at its end, and without the signature."""

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        prefix = self.server.prefix
        local = path[len(prefix) :] if path.startswith(prefix) else ""
        archive = parse_archive(local)
        if archive is None and local != ALIVE:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        given = _given(query)
        if not self.server.signer.allows(local, given.get("expires", ""), given.get("signature", "")):
            self.send_error(HTTPStatus.FORBIDDEN)
        elif archive is None:
            proof = self.server.signer.signature("alive", given.get("nonce", "")[:64])
            self._say(HTTPStatus.OK, f"{proof}\n".encode())
        else:
            self._archive(*archive)

    def _archive(self, digest: str, checksum: str) -> None:
        self._digest = digest
        path = self.server.shelf.path(digest, checksum)
        try:
            descriptor, size = open_archive(path)
        except FileNotFoundError:
            self._fail(HTTPStatus.NOT_FOUND, "the archive is gone", _AGAIN)
            return
        except OSError as error:
            self._fail(HTTPStatus.INTERNAL_SERVER_ERROR, f"{path}: {error.strerror}", "see its owner and mode")
            return
        with open(descriptor, "rb", buffering=0):  # noqa: PTH123 - a descriptor, which it closes
            self._content(descriptor, size, checksum)

    def _content(self, descriptor: int, size: int, checksum: str) -> None:
        tag = f'"{checksum}"'
        asked = self.headers.get("Range") if self.headers.get("If-Range", tag) == tag else None
        try:
            part = parse_range(asked, size) if self.command == "GET" else None
        except ValueError:
            self._say(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", **{"Content-Range": f"bytes */{size}"})
            return
        wanted = part or Range(0, size)
        more = {"Accept-Ranges": "bytes", "ETag": tag, "Content-Type": "application/gzip"}
        if part is not None:
            more["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
        status = HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT
        if self.command == "HEAD":
            self._head(status, size, more)
            self._told(status)
        else:
            self._body(descriptor, size, wanted, checksum, status, more)

    def _body(
        self, descriptor: int, size: int, wanted: Range, checksum: str, status: HTTPStatus, more: dict[str, str]
    ) -> None:
        """Send a range; nothing at all before its first piece is known to be right or is not the last one."""
        begun = False
        try:
            for piece in pieces(descriptor, size, wanted, checksum):
                if not begun:
                    self._head(status, wanted.end - wanted.start, more)
                    begun = True
                self._send(piece)
                self._sent += len(piece)
        except SpoiledError:
            self._spoiled(checksum, begun=begun)
            return
        except OSError as error:
            if not begun and not isinstance(error, TimeoutError | ConnectionError):
                self._fail(HTTPStatus.INTERNAL_SERVER_ERROR, str(error.strerror), "see the disk")
                return
            self._told(status, _end(error))
            return
        self._told(status)

    def _spoiled(self, checksum: str, *, begun: bool) -> None:
        """Put a corrupted archive away, so that the next offer makes it anew; break off what was begun."""
        self.server.shelf.path(self._digest, checksum).unlink(missing_ok=True)
        reason = "the archive was corrupted on the disk, and is removed"
        if begun:
            self._told(HTTPStatus.INTERNAL_SERVER_ERROR, f"{reason}; the download was broken off", _AGAIN)
        else:
            self._fail(HTTPStatus.INTERNAL_SERVER_ERROR, reason, _AGAIN)

    def _fail(self, status: HTTPStatus, reason: str, help: str) -> None:
        self._say(status, f"{status.phrase}\n".encode(), reason=reason, help=help)

    def _say(self, status: HTTPStatus, body: bytes, *, reason: str = "", help: str = "", **more: str) -> None:
        """Answer with a short text."""
        try:
            self._head(status, len(body), {"Content-Type": "text/plain; charset=utf-8", **more})
            if self.command != "HEAD":
                self._send(memoryview(body))
                self._sent += len(body)
        except OSError as error:
            reason = reason or _end(error)
        self._told(status, reason, help)

    def _head(self, status: HTTPStatus, length: int, more: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **more, **_PRIVATE}.items():
            self.send_header(name, value)
        self.close_connection = True
        lines: list[bytes] = self.__dict__.pop("_headers_buffer", [])  # a request of HTTP/0.9 gets none
        if lines:
            self._send(memoryview(b"".join((*lines, b"\r\n"))))

    def _send(self, data: memoryview) -> None:
        """Send a piece; TimeoutError when the client takes too long for it."""
        until = time.monotonic() + self.server.limits.piece
        while data:
            self.connection.settimeout(_left(until))
            data = data[self.connection.send(data) :]

    def _told(self, status: HTTPStatus, reason: str = "", help: str = "") -> None:
        method = self.command if self.command in {"GET", "HEAD"} else "other"
        seconds = time.monotonic() - self._began
        self.server.tell(Access(self._client(), method, self._digest, int(status), self._sent, seconds, reason, help))

    def _client(self) -> str:
        return str(self.client_address[0])


_PRIVATE: Final = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "Connection": "close"}


def _given(query: str) -> dict[str, str]:
    """Return what a query gives once; what stands there twice means nothing."""
    try:
        found = parse_qs(query, max_num_fields=_FIELDS, strict_parsing=bool(query), errors="strict")
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _end(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return _SLOW
    return "the client went away"
