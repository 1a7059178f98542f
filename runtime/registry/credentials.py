"""Logins as container engines keep them: Docker's `config.json` with its helpers, Podman's `auth.json`."""

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from .faults import RegistryFault
from .names import login_keys, server_of

_TOKEN_USER: Final = "<token>"  # noqa: S105 - how helpers mark a token
_PATIENCE: Final = 30.0
"""Seconds for a helper, which may have to ask a person to unlock something."""
_NOT_FOUND: Final = ("credentials not found", "no credentials server url", "no credentials username")


class Login(NamedTuple):
    """A login: user and password, or a token to be exchanged (`identity`) or shown as it is (`bearer`).

    `place` says where it was found. A login is never part of a message.
    """

    user: str = ""
    password: str = ""
    identity: str = ""
    bearer: str = ""
    place: str = ""

    @property
    def basic(self) -> str:
        """The header's value for a server that takes user and password."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def __repr__(self) -> str:
        return f"Login({self.place!r})"


class Logins:
    """The logins of one user; each file is read once, each helper is asked once for a registry."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._files: list[tuple[Path, dict[str, Any]]] | None = None
        self._asked: dict[tuple[str, str], asyncio.Task[Login | None]] = {}

    async def find(self, host: str, path: str) -> Login | None:
        """Return the login for a repository; None where there is none, RegistryFault where one cannot be read."""
        if self._files is None:
            self._files = [(file, data) for file in _places(self._environment) if (data := _read(file)) is not None]
        for file, data in self._files:
            found = await self._in_file(file, data, host, path)
            if found is not None:
                return found
        return None

    async def _in_file(self, file: Path, data: dict[str, Any], host: str, path: str) -> Login | None:
        keys = login_keys(host, path)
        helpers = _map(data.get("credHelpers"))
        helper = next((helpers[key] for key in (*keys, server_of(host)) if key in helpers), None)
        helper = helper or data.get("credsStore")
        if isinstance(helper, str) and helper:
            found = await self._of_helper(helper, server_of(host))
            if found is not None:
                return found
        auths = {_plain(key): each for key, each in _map(data.get("auths")).items()}
        entry = next((auths[plain] for key in keys if auths.get(plain := _plain(key))), None)
        return None if entry is None else _of_entry(_map(entry), file, host)

    async def _of_helper(self, helper: str, server: str) -> Login | None:
        if (helper, server) not in self._asked:
            self._asked[helper, server] = asyncio.create_task(_ask_helper(helper, server, self._environment))
        return await asyncio.shield(self._asked[helper, server])


async def _ask_helper(helper: str, server: str, environment: Mapping[str, str]) -> Login | None:
    """Ask a helper as engines do; the Docker SDK would wait for one that hangs without end."""
    program = f"docker-credential-{helper}"
    try:
        async with asyncio.timeout(_PATIENCE):
            status, told = await _run(program, server, environment)
        if status and any(each in told.decode(errors="replace").lower() for each in _NOT_FOUND):
            return None
        answer: Any = None if status else json.loads(told)
        user, secret = (answer.get("Username"), answer.get("Secret")) if isinstance(answer, dict) else (None, None)
    except (OSError, ValueError, TimeoutError):
        user = secret = None
    if not isinstance(user, str) or not isinstance(secret, str):
        raise RegistryFault(
            "setup",
            f"the credential helper `{program}` does not tell the login for {server}",
            f"see that it is installed and works: echo {server} | {program} get",
        )
    if not secret:
        return None
    return Login(identity=secret, place=program) if user == _TOKEN_USER else Login(user, secret, place=program)


async def _run(program: str, server: str, environment: Mapping[str, str]) -> tuple[int, bytes]:
    from asyncio.subprocess import DEVNULL, PIPE

    running = await asyncio.create_subprocess_exec(
        program, "get", stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=dict(environment)
    )
    try:
        told, _ = await running.communicate(server.encode())
        return await running.wait(), told
    finally:
        if running.returncode is None:
            running.kill()
            await running.wait()


def _places(environment: Mapping[str, str]) -> list[Path]:
    """Return where logins may be: what is said for this call first, then Docker's file, then Podman's."""
    home = Path(environment.get("HOME") or "~").expanduser()
    docker = Path(environment.get("DOCKER_CONFIG") or home / ".docker") / "config.json"
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "containers" / "auth.json"
    named, run = environment.get("REGISTRY_AUTH_FILE"), environment.get("XDG_RUNTIME_DIR")
    found = [Path(named)] if named else []
    found += [docker]
    return found + ([Path(run) / "containers" / "auth.json"] if run else []) + [config]


def _read(path: Path) -> dict[str, Any] | None:
    """Return what a file holds, None where there is none."""
    try:
        data = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RegistryFault("setup", f"the logins in {path} cannot be read: {reason}", "see the file") from None
    except (ValueError, RecursionError):
        raise RegistryFault("setup", f"the logins in {path} cannot be read: it is not JSON", "see the file") from None
    return _map(data)


def _of_entry(entry: dict[str, Any], file: Path, host: str) -> Login | None:
    for key in ("identitytoken", "registrytoken"):
        if isinstance(token := entry.get(key), str) and token:
            kind = "identity" if key == "identitytoken" else "bearer"
            return Login(place=str(file), **{kind: token})
    packed = entry.get("auth")
    if isinstance(packed, str) and packed:
        try:
            user, colon, password = base64.b64decode(packed, validate=True).decode().rstrip("\0").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            colon, user, password = "", "", ""
        if not colon:
            raise RegistryFault(
                "setup", f"the login for {host} in {file} cannot be read", f"log in anew: docker login {host}"
            )
        return Login(user, password, place=str(file))
    given = (entry.get("username"), entry.get("password"))
    if not all(isinstance(each, str) for each in given):
        return None
    return Login(str(given[0]), str(given[1]), place=str(file))


def _plain(key: str) -> str:
    """Return a key without scheme, and without what old files have behind the host."""
    bare = key.partition("://")[2] or key
    return bare.rstrip("/").removesuffix("/v1").removesuffix("/v2")


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
