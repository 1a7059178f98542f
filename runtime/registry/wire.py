"""Requests: connections that are kept, bounded in number, time and size; again where that may help."""

import asyncio
import math
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from ..resilience.backoff import Backoff
from .faults import RegistryFault, plain_reason, tls_fault
from .names import is_loopback
from .settings import Settings
from .trust import context_for

if TYPE_CHECKING:
    import httpx

_CONNECT, _ANSWER = 10.0, 30.0
"""Seconds until a host that does not answer counts as gone."""
_REDIRECTS: Final = 5
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
_BAD_REQUEST: Final = 400
_TOO_MANY: Final = 429
_MOST_PORTS: Final = 65535
_LOCATION: Final = "pipec.location"


_Lane = dict[tuple[str, str], "httpx.AsyncClient"]
"""What one request at a time goes by: a client for each host, by scheme. One pool of many connections looks at each of
them for every request, which takes longer than the requests."""


class Answer(NamedTuple):
    """An answer, read whole; `location` is where it redirects to."""

    status: int
    headers: "httpx.Headers"
    body: bytes
    location: str = ""


class _Passing(Exception):  # noqa: N818 - names what happened; never leaves this module
    """A failure that may pass; `wait` is how long the server asks to be left alone, in seconds."""

    def __init__(self, fault: RegistryFault, wait: float = 0) -> None:
        super().__init__(str(fault))
        self.fault = fault
        self.wait = wait


class Wire:
    """Connections to many hosts, each with its own certificates. To be closed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.jobs)
        self._free: list[_Lane] = []
        self._lanes: list[_Lane] = []
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._schemes: dict[str, str] = {}
        self._backoff = Backoff(settings.first_delay, longest=settings.longest_delay)
        self.requests = 0

    async def close(self) -> None:
        """Close all connections."""
        for lane in self._lanes:
            for client in lane.values():
                await client.aclose()

    def base(self, host: str) -> str:
        """Return how addresses at a host begin, as far as it is known how it speaks."""
        plain = is_loopback(host) and host not in self._settings.insecure
        return f"{self._schemes.get(host, 'http' if plain else 'https')}://{host}"

    async def ask(self, method: str, host: str, path: str, headers: dict[str, str], limit: int) -> Answer:
        """Send a request to a host that may have to be asked without TLS: this machine, and what is called insecure.

        This machine is asked without first, what is called insecure with TLS first, as engines do.
        """
        if host in self._settings.insecure and host not in self._schemes:
            try:
                answer = await self.send(method, f"https://{host}{path}", headers, limit, tries=1)
            except RegistryFault:
                answer = await self.send(method, f"http://{host}{path}", headers, limit)
                self._schemes[host] = "http"
                return answer
            self._schemes[host] = "https"
            return answer
        answer = await self.send(method, self.base(host) + path, headers, limit)
        if host in self._schemes or not is_loopback(host):
            return answer
        if answer.status != _BAD_REQUEST or b"HTTPS" not in answer.body:
            return answer
        self._schemes[host] = "https"
        return await self.send(method, self.base(host) + path, headers, limit)

    async def send(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        limit: int,
        *,
        form: dict[str, str] | None = None,
        query: Sequence[tuple[str, str]] = (),
        tries: int = 0,
    ) -> Answer:
        """Send a request, again where that may help, and return the answer; RegistryFault where there is none."""
        target = _address(url, "a registry")
        target = target.copy_merge_params(tuple(query)) if query else target
        number = 0
        while True:
            number += 1
            try:
                async with self._slots, self._lane() as lane:
                    return await self._follow(lane, method, target, headers, limit, form)
            except _Passing as error:
                wait = max(self._backoff.delay(number), error.wait)
                if number >= (tries or self._settings.tries) or error.wait > self._settings.longest_delay:
                    raise error.fault from None
                if self._settings.tell is not None:
                    self._settings.tell(f"{error.fault}; asked again in {math.ceil(wait)} s")
            await asyncio.sleep(wait)

    @asynccontextmanager
    async def _lane(self) -> AsyncIterator[_Lane]:
        """Give a lane that nobody uses, the warmest first."""
        lane: _Lane
        if self._free:
            lane = self._free.pop()
        else:
            lane = {}
            self._lanes.append(lane)
        try:
            yield lane
        finally:
            self._free.append(lane)

    async def _follow(
        self,
        lane: _Lane,
        method: str,
        url: "httpx.URL",
        headers: dict[str, str],
        limit: int,
        form: dict[str, str] | None,
    ) -> Answer:
        for _ in range(_REDIRECTS + 1):
            answer = await self._once(self._client(lane, url), method, url, headers, limit, form)
            where = answer.location
            if answer.status not in _MOVED or not where or method == "POST":
                return answer
            target = _address(where, _host(url), url)
            if target.scheme not in {"http", "https"} or (url.scheme == "https" and target.scheme == "http"):
                raise RegistryFault("false", f"{_host(url)} redirects to an address that is not safe", "see its set-up")
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                headers = {name: text for name, text in headers.items() if name != "authorization"}
            url = target
        raise RegistryFault("false", f"{_host(url)} redirects again and again", "see its set-up")

    async def _once(
        self,
        client: "httpx.AsyncClient",
        method: str,
        url: "httpx.URL",
        headers: dict[str, str],
        limit: int,
        form: dict[str, str] | None,
    ) -> Answer:
        import httpx

        host = _host(url)
        self.requests += 1
        try:
            async with client.stream(method, url, headers={"accept-encoding": "identity", **headers}, data=form) as got:
                body = await _read(got, limit, host)
                answer = Answer(got.status_code, got.headers, body, got.extensions.get(_LOCATION, ""))
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            raise _fault(host, error) from None
        if answer.status in _PASSING:
            raise _Passing(_busy(host, answer), _wait(answer))
        return answer

    def _client(self, lane: _Lane, url: "httpx.URL") -> "httpx.AsyncClient":
        """Return a lane's client for a host: they have one connection each."""
        import httpx

        host = _host(url)
        if (url.scheme, host) not in lane:
            try:
                lane[url.scheme, host] = httpx.AsyncClient(
                    verify=self._context(host) if url.scheme == "https" else False,
                    timeout=httpx.Timeout(_ANSWER, connect=_CONNECT, pool=None),
                    limits=httpx.Limits(max_connections=1, keepalive_expiry=60),
                    headers={"user-agent": "pipec"},
                    follow_redirects=False,
                    event_hooks={"response": [_hide_location]},
                    trust_env=not is_loopback(host),  # as engines do: no proxy stands between us and this machine
                )
            except (ImportError, ValueError) as error:
                raise RegistryFault("setup", f"the proxy cannot be used: {error}", "see HTTPS_PROXY") from None
        return lane[url.scheme, host]

    def _context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            self._contexts[host] = context_for(host, self._settings)
        return self._contexts[host]


def _address(text: str, who: str, base: "httpx.URL | None" = None) -> "httpx.URL":
    """Return an address that somebody names, relative to `base`; RegistryFault where it is none."""
    import httpx

    try:
        found = httpx.URL(text) if base is None else base.join(text)
        if found.host and (found.port or 0) <= _MOST_PORTS:
            return found
    except (httpx.InvalidURL, ValueError):
        pass
    raise RegistryFault("false", f"{who} names an address that is none", "see its set-up")


def _host(url: "httpx.URL") -> str:
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{host}:{url.port}" if url.port else host


async def _hide_location(response: "httpx.Response") -> None:
    """Keep httpx from reading where a response redirects to: it refuses whole answers for what stands there."""
    if "location" in response.headers:
        response.extensions[_LOCATION] = response.headers.pop("location")


async def _read(response: "httpx.Response", limit: int, host: str) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            raise RegistryFault("false", f"{host} sends an answer of more than {limit // 1024 // 1024} MiB")
    return bytes(body)


def _fault(host: str, error: BaseException) -> Exception:
    import httpx

    found = tls_fault(host, error)
    if found is not None:
        return found
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.DecodingError):
        return RegistryFault("false", f"{host} cannot be asked as it wants to be: {plain_reason(error)}")
    if isinstance(error, httpx.ProxyError):
        return _Passing(
            RegistryFault("unreachable", f"the proxy does not lead to {host}: {plain_reason(error)}", "see HTTPS_PROXY")
        )
    remedy = "see that the name is right, that it is up, and whether a proxy is needed (HTTPS_PROXY)"
    return _Passing(RegistryFault("unreachable", f"{host} cannot be reached: {plain_reason(error)}", remedy))


def _busy(host: str, answer: Answer) -> RegistryFault:
    if answer.status == _TOO_MANY:
        wait = _wait(answer)
        asks = f", and asks to wait {wait:.0f} s" if wait else ""
        return RegistryFault(
            "unreachable", f"{host} has been asked too much{asks}", "log in for a higher limit, or try again later"
        )
    return RegistryFault("unreachable", f"{host} does not work now: it answers {answer.status}", "try again later")


def _wait(answer: Answer) -> float:
    """Return the seconds that `Retry-After` says: a number, or a date (RFC 9110, section 10.2.3)."""
    from email.utils import parsedate_to_datetime

    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time()) if text else 0.0
    except (ValueError, OverflowError):
        return 0.0
