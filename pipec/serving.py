"""`pipec artifact serve` on the terminal: its addresses, its lines, its end."""

import signal
import sys
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import click

from .artifact_output import short, size_text
from .streams import discard_output, write

if TYPE_CHECKING:
    from runtime.artifacts.serving.access import Access
    from runtime.artifacts.serving.server import ArtifactServer

GRACE: Final = 30
"""Seconds that downloads get when the server is told to end."""

_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class Lines:
    """Writes one line for each event, from any thread, at once."""

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._lock = threading.Lock()

    def access(self, access: "Access") -> None:
        """Tell of an answer."""
        fields = {**access._asdict(), "seconds": round(access.seconds, 3)}
        text = f"{access.client} {access.method} {short(access.digest) or '-'} {access.status or '-'}"
        sizes = f", {size_text(access.sent)}, {access.seconds:.1f}s" if access.status else ""
        because = f": {access.reason}" if access.reason else ""
        remedy = f"; {access.help}" if access.help else ""
        self.put("access", fields, f"{text}{sizes}{because}{remedy}")

    def put(self, event: str, fields: Mapping[str, Any], text: str) -> None:
        """Tell of an event: its fields for machines, a sentence for people."""
        from runtime.reporting.words import moment, now, time_of_day

        if self._json:
            import json

            line = json.dumps({"event": event, "format": 1, "time": moment(now()), **fields}, separators=(",", ":"))
        else:
            line = f"{time_of_day(now())} {text}"
        with self._lock:
            write(f"{line}\n")
            if sys.stdout is not None:
                _flush()


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()  # whoever read the lines has gone, and downloads go on


def parse_listen(text: str) -> tuple[str, int]:
    """Return host and port of `HOST:PORT` or `[HOST]:PORT`; a usage error when it is neither."""
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdecimal() or int(port) > 0xFFFF:
        raise click.UsageError(f"`{text}` is no HOST:PORT.")
    return host, int(port)


def parse_url(text: str) -> str:
    """Return the address that nodes use, without a slash at its end; a usage error when it cannot be one."""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment or parts.username or "//" in parts.path.rstrip("/"):
        raise click.UsageError(f"`{text}` is no address: write `https://HOST:PORT` or `https://HOST:PORT/PREFIX`.")
    return text.rstrip("/")


def own_url(host: str, port: int, *, tls: bool) -> str:
    """Return the address of a server that nobody stands before."""
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


def is_open(host: str, url: str) -> bool:
    """Tell whether archives cross a network unencrypted."""
    return host not in _LOCAL and url.startswith("http://")


def serve(server: "ArtifactServer", lines: Lines, url: str) -> None:
    """Serve until SIGINT or SIGTERM; downloads that are under way end first, unless a second signal comes.

    `url` is how nodes reach it, which is told when it can be reached and ended.
    """
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def take(_number: int, _frame: object) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.set()

    for number in before:
        signal.signal(number, take)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    lines.put("serving", {"url": url, "state_dir": str(server.state)}, f"Serving {server.state} at {url}")
    stop.wait()
    server.shutdown()
    server.server_close()
    lines.put("ending", {"open": server.busy}, "Ending; downloads that are under way go on for 30 seconds.")
    whole = server.drain(GRACE)
    lines.put("ended", {"whole": whole}, "Ended." if whole else "Ended; some downloads were broken off.")
