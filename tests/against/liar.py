"""A Docker engine behind somebody who tells lies about some of its answers."""

import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

LIES = {
    "empty": (200, b""),
    "html": (200, b"<html>busy</html>"),
    "null": (200, b"null"),
    "list": (200, b'[{"Id": 7}, 8]'),
    "object": (200, b'{"message": "fine"}'),
    "500": (500, b'{"message": "out of order"}'),
    "403": (403, b'{"message": "not for you"}'),
}


class Liar:
    """Lies with `lie`, one of `LIES`, where the path of a request has `about` in it."""

    def __init__(self, upstream: str) -> None:
        self.about = ""
        self.lie = ""
        self.told = 0
        liar = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if liar.about in self.path:
                    liar.told += 1
                    return self.give(*LIES[liar.lie])
                connection = _Connection(upstream)
                connection.request("GET", self.path, headers={"Host": "docker"})
                answer = connection.getresponse()
                self.give(answer.status, answer.read())
                connection.close()
                return None

            def give(self, status: int, data: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.address = f"tcp://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Connection(http.client.HTTPConnection):
    """A connection to a socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=30)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)
