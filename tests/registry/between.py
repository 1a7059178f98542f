"""What may stand between us and a registry: something that spoils answers, and something far away."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import httpx


class Reply(NamedTuple):
    """An answer: its status, its headers in small letters, its body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Asked(NamedTuple):
    """A request: its method, its path, its headers in small letters."""

    method: str
    path: str
    headers: dict[str, str]


Spoil = Callable[[Asked, Reply], Reply | None]
"""What becomes of an answer; None is a connection that breaks."""


class Between:
    """A server in front of another, whose answers it may spoil; `asked` has each request."""

    def __init__(self, host: str, spoil: Spoil) -> None:
        self.behind = host
        self.spoil = spoil
        self.asked: list[Asked] = []
        self.host = ""

    def count(self, method: str = "", part: str = "") -> int:
        return sum(1 for each in self.asked if method in {"", each.method} and part in each.path)


@contextmanager
def between(host: str, spoil: Spoil = lambda _, reply: reply) -> Iterator[Between]:
    """Serve in front of `host`; without it every answer is an empty 404 to be spoiled."""
    middle = Between(host, spoil)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(middle))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    middle.host = f"127.0.0.1:{server.server_port}"
    try:
        yield middle
    finally:
        server.shutdown()
        server.server_close()


def _handler(middle: Between) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): text for name, text in self.headers.items()}
            asked = Asked(self.command, self.path, headers)
            middle.asked.append(asked)
            reply = middle.spoil(asked, self._ask(headers))
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, text in reply.headers.items():
                self.send_header(name, text)
            if "content-length" not in reply.headers:
                self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        def do_HEAD(self) -> None:
            self.do_GET()

        def _ask(self, headers: dict[str, str]) -> Reply:
            if not middle.behind:
                return Reply(404, {}, b"")
            passed = {name: headers[name] for name in ("accept", "authorization") if name in headers}
            url = self.path if self.path.startswith("http") else f"http://{middle.behind}{self.path}"
            got = httpx.request(self.command, url, headers=passed, trust_env=False)
            kept = ("content-type", "docker-content-digest", "www-authenticate", "location")
            return Reply(
                got.status_code, {name: got.headers[name] for name in kept if name in got.headers}, got.content
            )

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@contextmanager
def far_away(host: str, trip: float) -> Iterator[str]:  # noqa: C901 - one thing, with its two directions
    """Serve TCP in front of `host` from far away: a round trip, that of a connection too, takes `trip` seconds."""
    loop = asyncio.new_event_loop()
    name, port = host.split(":")
    tasks: set[asyncio.Task[None]] = set()
    ends: list[asyncio.StreamWriter] = []

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: float) -> None:
        line: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, data = await line.get()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if not data:
                    writer.close()
                    return
                if not writer.is_closing():
                    writer.write(data)

        delivering = asyncio.create_task(deliver())
        while True:
            data = await reader.read(65536)
            line.put_nowait((max(time.monotonic(), first) + trip / 2, data))
            if not data:
                break
        await delivering

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened = time.monotonic() + trip  # what the kernel answers at once takes a round trip far away
        behind_reader, behind_writer = await asyncio.open_connection(name, int(port))
        ends.extend((writer, behind_writer))
        for pumped in (pump(reader, behind_writer, opened), pump(behind_reader, writer, opened)):
            task = asyncio.create_task(pumped)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0, backlog=256))
    running = threading.Thread(target=loop.run_forever, daemon=True)
    running.start()
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        running.join()
        server.close()
        for writer in ends:
            writer.transport.abort()
        loop.run_until_complete(_ended(asyncio.all_tasks(loop)))
        loop.close()


async def _ended(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.1)  # until the transports are closed
