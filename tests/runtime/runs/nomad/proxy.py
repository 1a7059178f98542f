"""A proxy between pipec and an agent that counts what is asked, and does harm where it is told to."""

import http.client
import random
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import urlsplit

Harm = Callable[[random.Random, str], str]
"""What is done to an answer: nothing (empty), or one of `HARMS`, by the path that is asked."""

HARMS = ("empty", "torn", "500", "429", "html", "null", "list", "cut", "closed")


class Proxy:
    """Counts requests by method and first parts of their paths."""

    def __init__(self, address: str, harm: Harm | None = None, seed: int = 1) -> None:
        self.counts: Counter[str] = Counter()
        self.harmed: Counter[str] = Counter()
        self.harm = harm
        upstream, random_, proxy = urlsplit(address), random.Random(seed), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                proxy.counts[f"{self.command} {kind_of(self.path)}"] += 1
                harm = proxy.harm(random_, self.path) if proxy.harm else ""
                if harm:
                    proxy.harmed[harm] += 1
                if harm in {"500", "429", "closed"}:
                    return self.refuse(harm)
                connection = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=30)
                headers = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in {"host", "accept-encoding"}
                }
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                data = answer.read()
                connection.close()
                return self.give(answer.status, data, harm)

            do_GET = do_POST = do_PUT = do_DELETE = do  # noqa: N815 - the server's names

            def refuse(self, harm: str) -> None:
                if harm == "closed":
                    self.close_connection = True
                    return
                text = b"rpc error: no cluster leader" if harm == "500" else b"too many requests"
                self.give(int(harm), text, "")

            def give(self, status: int, data: bytes, harm: str) -> None:
                lies = {"empty": b"", "html": b"<html>busy</html>", "null": b"null", "list": b"[{}]"}
                if harm == "torn":
                    data = data[: len(data) // 2]
                data = lies.get(harm, data)
                self.send_response(status)
                self.send_header("Content-Length", str(len(data) + (harm == "cut")))
                self.end_headers()
                self.wfile.write(data)
                if harm == "cut":
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def kind_of(path: str) -> str:
    """Return `job plan` of `/v1/job/ID/plan?…`, and the like."""
    parts = urlsplit(path).path.strip("/").split("/")[1:]
    if parts[0] == "client":
        return " ".join(parts[:3])
    return " ".join([parts[0], *([parts[2]] if len(parts) > 2 else [])])
