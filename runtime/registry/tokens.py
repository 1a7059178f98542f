"""Tokens: one for each registry and scope, shared by all who wait for it (the distribution's token specification)."""

import asyncio
import json
import time
from typing import Any, Final, NamedTuple

from .challenge import Challenge
from .credentials import Login, Logins
from .faults import RegistryFault
from .names import ImageName, is_loopback
from .wire import Answer, Wire

_MARGIN: Final = 5.0
"""Seconds before its end from which a token is not used any more."""
_SHORTEST: Final = 60.0
"""How long a token lasts at least, unless it says more."""
_LIMIT: Final = 1_048_576
_CLIENT: Final = "pipec"


class _Kept(NamedTuple):
    header: str
    until: float


class Tokens:
    """What is sent as `Authorization`, by registry and scope."""

    def __init__(self, wire: Wire, logins: Logins) -> None:
        self._wire = wire
        self._logins = logins
        self._kept: dict[tuple[str, str, str, str], _Kept] = {}
        self._locks: dict[tuple[str, str, str, str], asyncio.Lock] = {}

    async def header(self, name: ImageName, challenge: Challenge, scope: str, *, stale: str = "") -> str:
        """Return what answers a challenge; empty where only a login would, and there is none.

        A header that was refused is `stale`: it is not given again.
        """
        login = await self._logins.find(name.host, name.path)
        if challenge.scheme == "basic":
            return "" if login is None or not login.user else login.basic
        if login is not None and login.bearer:
            return f"Bearer {login.bearer}"
        key = (name.host, challenge.realm, challenge.service, scope)
        async with self._locks.setdefault(key, asyncio.Lock()):
            kept = self._kept.get(key)
            if kept is None or kept.header == stale or kept.until <= time.monotonic():
                kept = await self._fetch(name, challenge, scope, login)
                self._kept[key] = kept
        return kept.header

    async def _fetch(self, name: ImageName, challenge: Challenge, scope: str, login: Login | None) -> _Kept:
        realm = challenge.realm
        if not _is_safe(realm, self._wire, name):
            raise RegistryFault("false", f"{name.host} wants logins sent without TLS", "see its set-up")
        asked = [("service", challenge.service)] if challenge.service else []
        asked += [("scope", each) for each in scope.split(" ") if each]
        if login is not None and login.identity:
            form = {"grant_type": "refresh_token", "client_id": _CLIENT, "refresh_token": login.identity}
            form |= {"service": challenge.service, "scope": scope}
            answer = await self._wire.send("POST", realm, {}, _LIMIT, form=form)
        else:
            headers = {} if login is None else {"authorization": login.basic}
            asked += [] if login is None else [("account", login.user)]
            answer = await self._wire.send("GET", realm, headers, _LIMIT, query=[*asked, ("client_id", _CLIENT)])
        return _read(name, answer, login)


def _is_safe(realm: str, wire: Wire, name: ImageName) -> bool:
    """Tell whether a password may go there: to TLS, or where the registry itself is asked without."""
    if realm.startswith("https://"):
        return True
    host = realm.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return realm.startswith("http://") and (is_loopback(host) or wire.base(name.api).startswith("http://"))


def _read(name: ImageName, answer: Answer, login: Login | None) -> _Kept:
    if answer.status in {400, 401, 403}:
        raise refused(name, login)
    try:
        data: Any = json.loads(answer.body) if answer.status == 200 else None
    except (ValueError, RecursionError):
        data = None
    token = (data.get("token") or data.get("access_token")) if isinstance(data, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise RegistryFault(
            "false", f"the token server of {name.host} gives no token (it answers {answer.status})", "try again later"
        )
    lasts = data.get("expires_in")
    lasts = float(lasts) if isinstance(lasts, int | float) and not isinstance(lasts, bool) else 0.0
    return _Kept(f"Bearer {token}", time.monotonic() + max(lasts, _SHORTEST) - _MARGIN)


def refused(name: ImageName, login: Login | None) -> RegistryFault:
    """Return the fault of an image that may not be read."""
    if login is None:
        return RegistryFault(
            "refused",
            f"{name.host} lets nobody read `{name.path}` without a login, or does not have it",
            f"see the name; log in with `docker login {name.host}` or `podman login {name.host}`",
        )
    who = f"`{login.user}`" if login.user else "a token"
    return RegistryFault(
        "refused",
        f"{name.host} refuses `{name.path}` to the login of {who}, or does not have it",
        f"see the name and what {who} may read; the login is from {login.place}, "
        f"and `docker login {name.host}` makes it anew",
    )
