"""A socket between pipec and an engine that writes down what is asked."""

import re
import socket
import tempfile
import threading
from pathlib import Path
from typing import Self

_REQUEST = re.compile(rb"(?:^|\n)([A-Z]+) (/\S*) HTTP/1\.[01]\r\n")


class SocketProxy:
    """Passes everything on to `upstream`, a path; `asked` are the requests, as `GET /v1.41/info`."""

    def __init__(self, upstream: str) -> None:
        self.asked: list[str] = []
        self._upstream = upstream
        # A socket's path is short: the folders of tests are too deep.
        self._folder = tempfile.TemporaryDirectory(prefix="pipec-")
        self._path = str(Path(self._folder.name, "docker.sock"))
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self._path)
        self._listener.listen(64)
        self._thread = threading.Thread(target=self._accept)

    @property
    def address(self) -> str:
        """What DOCKER_HOST is to be."""
        return f"unix://{self._path}"

    @property
    def methods(self) -> set[str]:
        """The methods of all requests."""
        return {each.partition(" ")[0] for each in self.asked}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        self._folder.cleanup()

    def _accept(self) -> None:
        pumps: list[threading.Thread] = []
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                break
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._upstream)
            pumps += [
                threading.Thread(target=self._pump, args=(client, server, True)),
                threading.Thread(target=self._pump, args=(server, client, False)),
            ]
            for each in pumps[-2:]:
                each.start()
        for each in pumps:
            each.join()

    def _pump(self, source: socket.socket, sink: socket.socket, is_asking: bool) -> None:
        try:
            while data := source.recv(65536):
                if is_asking:
                    self.asked += [f"{verb.decode()} {path.decode()}" for verb, path in _REQUEST.findall(data)]
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the other side is gone
        finally:
            if not is_asking:
                source.close()
                sink.close()
