"""The links by HTTP, as a WSGI application."""

from collections.abc import Callable, Iterable
from typing import Any

from shortlinks.links import Links

Start = Callable[[str, list[tuple[str, str]]], object]


class Application:
    """Serves links; only who knows `token` may make them."""

    def __init__(self, links: Links, token: str, release: str) -> None:
        self._links = links
        self._token = token
        self._release = release

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        name = environ["PATH_INFO"].strip("/")
        if name == "_health":
            return _answer(start, "200 OK", f"healthy {self._release}")
        if environ["REQUEST_METHOD"] == "PUT":
            return self._put(environ, start, name)
        target = self._links.get(name)
        if target is None:
            return _answer(start, "404 Not Found", "there is no such link")
        return _answer(start, "302 Found", target, ("Location", target))

    def _put(self, environ: dict[str, Any], start: Start, name: str) -> Iterable[bytes]:
        if not self._token or environ.get("HTTP_AUTHORIZATION") != f"Bearer {self._token}":
            return _answer(start, "403 Forbidden", "not allowed")
        length = min(int(environ.get("CONTENT_LENGTH") or 0), 4096)
        try:
            self._links.put(name, environ["wsgi.input"].read(length).decode())
        except ValueError as error:
            return _answer(start, "422 Unprocessable Content", str(error))
        return _answer(start, "201 Created", f"/{name}")


def _answer(start: Start, status: str, text: str, *headers: tuple[str, str]) -> list[bytes]:
    start(status, [("Content-Type", "text/plain; charset=utf-8"), *headers])
    return [f"{text}\n".encode()]
