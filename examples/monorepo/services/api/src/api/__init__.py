"""The prices by HTTP: GET /price?zone=home&grams=1200."""

import json
import os
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs

from pricing import price

Start = Callable[[str, list[tuple[str, str]]], object]


def answer(query: str) -> tuple[str, dict[str, object]]:
    """Return status line and body for a query string."""
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        return "200 OK", {"cents": price(asked["zone"], int(asked["grams"]))}
    except KeyError as error:
        return "404 Not Found", {"error": f"unknown or missing: {error.args[0]}"}
    except ValueError as error:
        return "422 Unprocessable Content", {"error": str(error)}


def application(environ: dict[str, str], start: Start) -> Iterable[bytes]:
    """Serve one request, by WSGI."""
    if environ["PATH_INFO"] == "/healthz":
        status, body = "200 OK", {"version": os.environ.get("VERSION", "dev")}
    elif environ["PATH_INFO"] == "/price":
        status, body = answer(environ.get("QUERY_STRING", ""))
    else:
        status, body = "404 Not Found", {"error": "there is only /price"}
    start(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]
