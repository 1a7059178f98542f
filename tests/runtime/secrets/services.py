"""Small real HTTP servers that speak as much of the APIs of Vault and Nomad as is read, as these are documented.

They are no Vault and no Nomad: what those do beyond their documentation is not tried here.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.runtime.actions.servers import Handler, Seen, Server, serving

TOKEN = "token-of-the-tests"
ROLE = {"role_id": "role", "secret_id": "its-secret"}


class Troubles:
    """Statuses that come before the right answer, one for each request."""

    def __init__(self, *statuses: int) -> None:
        self._statuses = list(statuses)

    def next(self) -> int:
        """Return the next status, 0 when there is none left."""
        return self._statuses.pop(0) if self._statuses else 0


def _reply(handler: Handler, status: int, data: Any) -> None:
    handler.answer(status, json.dumps(data).encode(), Content_Type="application/json")


def _vault(secrets: dict[str, dict[str, Any]], troubles: Troubles) -> Callable[[Handler, Seen], None]:
    def answer(handler: Handler, seen: Seen) -> None:
        path = seen.path.removeprefix("/v1/")
        trouble = troubles.next()
        if trouble:
            _reply(handler, trouble, {"errors": ["token-of-the-tests is in trouble"]})
        elif path == "auth/approle/login":
            right = json.loads(seen.body) == ROLE
            _reply(handler, 200 if right else 400, {"auth": {"client_token": TOKEN}} if right else {"errors": ["no"]})
        elif seen.headers.get("x-vault-token") != TOKEN:
            _reply(handler, 403, {"errors": ["permission denied"]})
        elif path not in secrets:
            _reply(handler, 404, {"errors": []})
        elif "/data/" in path:
            _reply(handler, 200, {"data": {"data": secrets[path], "metadata": {"version": 2}}})
        else:
            _reply(handler, 200, {"data": secrets[path], "lease_duration": 2764800})

    return answer


def _nomad(variables: dict[str, dict[str, str]], troubles: Troubles) -> Callable[[Handler, Seen], None]:
    def answer(handler: Handler, seen: Seen) -> None:
        path, _, query = seen.path.removeprefix("/v1/var/").partition("?")
        trouble = troubles.next()
        if trouble:
            handler.answer(trouble, b"trouble")
        elif seen.headers.get("x-nomad-token") != TOKEN:
            handler.answer(403, b"Permission denied")
        elif path not in variables or "namespace=elsewhere" in query:
            handler.answer(404, b"variable not found")
        else:
            _reply(handler, 200, {"Namespace": "default", "Path": path, "Items": variables[path]})

    return answer


@contextmanager
def vault(secrets: dict[str, dict[str, Any]], *troubles: int, tls: Any = None) -> Iterator[Server]:
    """Serve secrets by their API paths."""
    with serving(_vault(secrets, Troubles(*troubles)), tls) as server:
        yield server


@contextmanager
def nomad(variables: dict[str, dict[str, str]], *troubles: int, tls: Any = None) -> Iterator[Server]:
    """Serve variables by their paths."""
    with serving(_nomad(variables, Troubles(*troubles)), tls) as server:
        yield server
