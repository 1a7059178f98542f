"""The guest book by HTTP: GET and POST /api/entries, GET /api/health."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Start = Callable[[str, list[tuple[str, str]]], object]


def check_entry(data: object) -> dict[str, str]:
    """Return name and text of a new entry; a ValueError says what is wrong with it."""
    if not isinstance(data, dict):
        raise ValueError("an entry is an object with name and text")
    limits = {"name": 80, "text": 2000}
    entry = {key: str(data.get(key, "")).strip() for key in limits}
    for key, limit in limits.items():
        if not 1 <= len(entry[key]) <= limit:
            raise ValueError(f"{key} has 1 to {limit} characters")
    return entry


def connect() -> Any:
    """Return a connection to the database; the password stands in a file."""
    import psycopg

    password = Path(os.environ["DB_PASSWORD_FILE"]).read_text(encoding="utf-8").strip()
    return psycopg.connect(
        host=os.environ["DB_HOST"], port=os.environ["DB_PORT"], dbname="guestbook", user="guestbook", password=password
    )


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Serve one request, by WSGI."""
    status, body = respond(environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["wsgi.input"].read())
    start(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


def respond(method: str, path: str, body: bytes) -> tuple[str, object]:
    """Return status line and answer."""
    if path == "/api/health":
        with connect() as database:
            database.execute("SELECT 1")
        return "200 OK", {"healthy": True}
    if path != "/api/entries" or method not in {"GET", "POST"}:
        return "404 Not Found", {"error": "there is only /api/entries"}
    if method == "GET":
        with connect() as database:
            rows = database.execute("SELECT name, text, written FROM entry ORDER BY written DESC LIMIT 50").fetchall()
        return "200 OK", [{"name": name, "text": text, "written": written.isoformat()} for name, text, written in rows]
    try:
        entry = check_entry(json.loads(body))
    except ValueError as error:
        return "422 Unprocessable Content", {"error": str(error)}
    with connect() as database:
        database.execute("INSERT INTO entry (name, text) VALUES (%(name)s, %(text)s)", entry)
    return "201 Created", entry
