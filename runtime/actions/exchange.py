"""One HTTP request, with all that can become of it: httpx, bounded in time and size, its failures in plain words."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .base import ActionFault
from .certificates import context as tls_context
from .certificates import explained

if TYPE_CHECKING:
    import httpx

AGENT: Final = "pipec"
REDIRECTS: Final = 5
"""How many redirects are followed, where they are."""

_SAFE: Final = frozenset({"GET", "HEAD"})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_SCHEMES: Final = frozenset({"http", "https"})
_LOCATION: Final = "pipec.location"
_MOST: Final = 65535


class Request(NamedTuple):
    """What is sent. `timeout` in seconds is for all of it, redirects and body too; `tls` as the language has it."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    timeout: float = 30.0
    tls: Mapping[str, Any] = {}
    follow: bool = False


class Answer(NamedTuple):
    """A response: its status, its fields in small letters, the bytes of its body and its text encoding."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    encoding: str = "utf-8"

    @property
    def text(self) -> str:
        """The body as text; what is no text is replaced."""
        return self.body.decode(self.encoding, "replace")


class TooLong(ActionFault):
    """A body is longer than anybody takes."""


@asynccontextmanager
async def exchange(request: Request, workspace: Path) -> AsyncIterator["httpx.Response"]:
    """Send a request and give the response, its body still to be read within the block.

    ActionFault with the right class for whatever goes wrong; TimeoutError never: a time-out is one of them.
    """
    import asyncio

    import httpx

    url = _url(request.url)
    limit = asyncio.timeout(request.timeout)
    try:
        async with (
            limit,
            httpx.AsyncClient(
                verify=tls_context(request.tls, workspace) if url.scheme == "https" or request.follow else False,
                timeout=None,  # noqa: S113 - the time of the whole is bounded above
                follow_redirects=False,
                event_hooks={"response": [_hide_location]},
            ) as client,
        ):
            response = await _send(client, request, url)
            try:
                yield response
            finally:
                await response.aclose()
    except TimeoutError:
        raise ActionFault(
            f"{shown(request.url)} did not answer within {request.timeout:g} s", failure_class="timeout"
        ) from None
    except httpx.DecodingError:
        raise ActionFault(f"{shown(request.url)} sent a body that is not encoded as it says") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError, OSError, ValueError) as error:
        raise _fault(request, error) from None


async def read_body(response: "httpx.Response", limit: int) -> bytes:
    """Return the body; TooLong when it is longer than `limit` bytes, which are the most that is ever held."""
    body = bytearray()
    async for chunk in response.aiter_bytes(65536):
        body += chunk
        if len(body) > limit:
            raise TooLong(f"the answer is longer than {limit} bytes", failure_class="resource")
    return bytes(body)


def answer_of(response: "httpx.Response", body: bytes) -> Answer:
    """Return the answer that a response with this body is; fields that come again are joined with a comma."""
    return Answer(response.status_code, dict(response.headers.items()), body, _encoding(response))


def shown(url: str) -> str:
    """Return an address as messages show it: without user, password and query, which may be secret."""
    import httpx

    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return "the address"
    port = f":{parsed.port}" if parsed.port else ""
    host = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
    return f"{parsed.scheme}://{host}{port}{parsed.path}"


async def _send(client: "httpx.AsyncClient", request: Request, url: "httpx.URL") -> "httpx.Response":
    headers: Mapping[str, str] = {"user-agent": AGENT, **{name.lower(): text for name, text in request.headers.items()}}
    content = request.body
    for _ in range(REDIRECTS + 1):
        made = client.build_request(request.method, url, headers=headers, content=content)
        response = await client.send(made, stream=True)
        if _LOCATION in response.extensions:
            response.headers["location"] = response.extensions[_LOCATION]
        if not request.follow or response.status_code not in _MOVED or "location" not in response.headers:
            return response
        await response.aclose()
        target = _next(url, response.headers["location"], request.method)
        if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
            headers = {"user-agent": AGENT}  # what was meant for one server is no other's business
        url = target
    raise ActionFault(f"{shown(request.url)} redirects more than {REDIRECTS} times", failure_class="dependency")


async def _hide_location(response: "httpx.Response") -> None:
    """Keep httpx from reading where a response redirects to: it refuses whole answers for what stands there."""
    if "location" in response.headers:
        response.extensions[_LOCATION] = response.headers.pop("location")


def _next(url: "httpx.URL", location: str, method: str) -> "httpx.URL":
    import httpx

    try:
        target = url.join(location)
    except (httpx.InvalidURL, ValueError):
        raise ActionFault(f"{shown(str(url))} redirects to no address, which is not followed") from None
    if target.scheme not in _SCHEMES or not target.host or (url.scheme == "https" and target.scheme == "http"):
        raise ActionFault(f"{shown(str(url))} redirects to {target.scheme}, which is not followed")
    if method not in _SAFE:
        raise ActionFault(f"{shown(str(url))} redirects, and a {method} is not sent again to another address")
    return target


def _url(text: str) -> "httpx.URL":
    import httpx

    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise ActionFault("the address is no URL", failure_class="configuration") from None
    if (url.port or 0) > _MOST:
        raise ActionFault("the address has a port that does not exist", failure_class="configuration")
    if url.scheme not in _SCHEMES or not url.host:
        raise ActionFault(
            "the address does not begin with http:// or https:// and a host", failure_class="configuration"
        )
    return url


def _encoding(response: "httpx.Response") -> str:
    import codecs

    name = response.charset_encoding or "utf-8"
    try:
        codecs.lookup(name)
        b"text".decode(name, "replace")
    except (LookupError, ValueError):
        return "utf-8"
    return name


def _fault(request: Request, error: Exception) -> ActionFault:
    import httpx

    where = shown(request.url)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return ActionFault(f"no safe connection to {where}: {explained(cause)}", failure_class="configuration")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return ActionFault(f"{where} cannot be reached: {_reason(error)}", failure_class="dependency")
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.InvalidURL | ValueError):
        return ActionFault(f"the request to {where} cannot be sent as it is", failure_class="configuration")
    if isinstance(error, httpx.RemoteProtocolError):
        return ActionFault(f"{where} does not speak HTTP as it should: {error}", failure_class="dependency")
    return ActionFault(f"the connection to {where} broke: {_reason(error)}", failure_class="dependency")


def _reason(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror.lower()
        cause = cause.__cause__ or cause.__context__
    return str(error) or type(error).__name__
