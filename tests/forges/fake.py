"""A local server that speaks what a forge speaks about comments: pages, tokens, refusals, and faults on demand."""

import json
import re
import ssl
import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

TOKENS = {"bot-token": "pipec-bot", "person-token": "ann", "scoped-token": "pipec-bot", "job-token": "job"}
UNTOLD = {"scoped-token", "job-token"}
"""Tokens that may not ask whose they are."""


class Asked(NamedTuple):
    """One request that arrived."""

    method: str
    path: str
    query: dict[str, str]
    fields: dict[str, str]
    body: Any


class Refused(Exception):  # noqa: N818
    def __init__(self, status: int, message: str) -> None:
        self.status, self.message = status, message


class Fake:
    """What every forge has. Subclasses say how it is spoken to.

    `faults` are taken one for each request, None for none: a function that is given the handler and the request, and
    returns whether it has answered. `after` runs them once the request was performed, instead of the answer.
    """

    prefix = ""
    page = 30
    most = 100

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.asked: list[Asked] = []
        self.faults: list[Callable[[Any, Asked], bool] | None] = []
        self.after: list[Callable[[Any, Asked], bool] | None] = []
        self.lock = threading.RLock()
        self.address = ""
        self.number = 0

    def add(self, body: str, author: str = "ann", **more: Any) -> dict[str, Any]:
        """Let somebody write a comment."""
        with self.lock:
            self.number += 1
            made = {"id": 1000 + self.number, "body": body, "author": author, **more}
            self.comments.append(made)
            return made

    def bodies(self, author: str = "pipec-bot") -> list[str]:
        return [each["body"] for each in self.comments if each["author"] == author]

    def written(self) -> list[str]:
        return [each.method for each in self.asked if each.method != "GET"]

    # how it is spoken to

    def token(self, fields: dict[str, str]) -> str:
        raise NotImplementedError

    def route(self, asked: Asked, user: str, token: str) -> tuple[int, Any, dict[str, str]]:
        raise NotImplementedError

    def answer(self, asked: Asked) -> tuple[int, Any, dict[str, str]]:
        try:
            token = self.token(asked.fields)
            if token not in TOKENS:
                raise Refused(401, "Bad credentials")  # noqa: TRY301
            with self.lock:
                return self.route(asked, TOKENS[token], token)
        except Refused as refused:
            return refused.status, {"message": refused.message}, {}

    def paged(self, every: list[Any], asked: Asked, size: str) -> tuple[list[Any], int, int]:
        per = min(int(asked.query.get(size, self.page)), self.most)
        number = int(asked.query.get("page", 1))
        return every[(number - 1) * per : number * per], number, -(-len(every) // per)

    def links(self, asked: Asked, size: str, number: int, last: int) -> dict[str, str]:
        per = asked.query.get(size, str(self.page))
        made = []
        for name, page in (("prev", number - 1), ("next", number + 1), ("last", last), ("first", 1)):
            if 1 <= page <= last and page != number:
                made.append(f'<{self.address}{asked.path}?{size}={per}&page={page}>; rel="{name}"')
        return {"Link": ", ".join(made)} if made else {}

    def mine(self, number: int, user: str) -> dict[str, Any]:
        found = next((each for each in self.comments if each["id"] == number), None)
        if found is None:
            raise Refused(404, "Not Found")
        if found["author"] != user:
            raise Refused(403, "you may not edit this comment")
        return found


@contextmanager
def serving(fake: Fake, certificate: tuple[str, str] | None = None):
    """Serve a forge on a free port of this host."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            content = self.rfile.read(length)
            parts = urlsplit(self.path)
            asked = Asked(
                self.command,
                parts.path,
                {name: values[-1] for name, values in parse_qs(parts.query).items()},
                {name.lower(): value for name, value in self.headers.items()},
                json.loads(content) if content else None,
            )
            with fake.lock:
                fake.asked.append(asked)
                fault = fake.faults.pop(0) if fake.faults else None
            if fault is not None and fault(self, asked):
                return
            status, data, fields = fake.answer(asked)
            with fake.lock:
                late = fake.after.pop(0) if fake.after and asked.method != "GET" else None
            if late is not None and late(self, asked):
                return
            reply(self, status, data, fields)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any  # noqa: N815

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    fake.address = f"{scheme}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(handler: Any, status: int, data: Any, fields: dict[str, str] | None = None) -> bool:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", **(fields or {})}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
    return True


def says(status: int, data: Any = None, **fields: str) -> Callable[[Any, Asked], bool]:
    """A fault: another answer."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return lambda handler, _: reply(handler, status, {"message": "no"} if data is None else data, named)


def hangs_up(handler: Any, _: Asked) -> bool:
    """A fault: the connection ends without an answer."""
    handler.close_connection = True
    handler.connection.close()
    return True


def match(pattern: str, path: str) -> tuple[str, ...] | None:
    found = re.fullmatch(pattern, path)
    return tuple(map(unquote, found.groups())) if found else None
