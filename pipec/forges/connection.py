"""Requests to one forge: bounded in time and size, tried again where that helps, the token for that host alone."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .addresses import origin, shown
from .answers import pause_asked, refusal
from .kinds import ForgeError, Token, Unsure

if TYPE_CHECKING:
    import httpx

_TRIES: Final = 5
_TIMEOUT: Final = 20.0
_LONGEST_ANSWER: Final = 32 * 1024 * 1024
_REDIRECTS: Final = 5
_MOVED: Final = frozenset({301, 302, 307, 308})
_AGAIN: Final = frozenset({408, 425, 500, 502, 503, 504})


class Answer(NamedTuple):
    """What a forge answered: its data, and the fields of the answer with small names."""

    data: Any
    fields: Mapping[str, str]


class Connection:
    """The API of one forge, as the owner of a token.

    `whole` are the seconds that all requests together may take. `sleep` and `now` are the clock's.
    """

    def __init__(
        self,
        api: str,
        token: Token,
        headers: Mapping[str, str],
        *,
        whole: float = 240.0,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        from runtime.resilience import Backoff

        self.api = api
        self._token = token
        self._headers = headers
        self._sleep, self._now = sleep, now
        self._until = now() + whole
        self._backoff = Backoff(1.0, longest=30.0)
        self._client = _client()

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def ask(self, method: str, address: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Send a request and return the data of the answer; a ForgeError where there is none.

        `address` is a path below the API, or a whole address that the forge itself gave. Failures that may pass are
        tried again; after a POST of which nobody knows whether it arrived comes Unsure.
        """
        address = address if "://" in address else f"{self.api}{address}"
        failures = 0
        while True:
            failures += 1
            answer, problem, again = self._try(method, address, body)
            if answer is not None:
                return answer
            if again is None or failures == _TRIES:
                raise problem
            self.pause(again or self._backoff.delay(failures), problem)

    def pause(self, seconds: float, problem: ForgeError) -> None:
        """Wait before another try; the problem itself where the time does not suffice."""
        if self._now() + seconds > self._until:
            asked = f"; it asks to come back in {seconds:.0f} s" if seconds > 60 else ""
            raise type(problem)(f"{problem.text}{asked}", problem.status)
        self._sleep(seconds)

    def _try(
        self, method: str, address: str, body: Mapping[str, Any] | None
    ) -> tuple[Answer | None, ForgeError, float | None]:
        """Return the answer, or the problem and how long to wait (0: as one likes; None: it will not pass)."""
        import httpx

        kind = Unsure if method == "POST" else ForgeError
        try:
            response, content = self._sent(method, address, body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return None, ForgeError(self._unreached(address, error)), _passes(error)
        except httpx.InvalidURL:
            return None, ForgeError(f"{shown(address)} leads to an address that is none; {_IS_IT}"), None
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            what = f"{shown(address)} did not answer whole: {type(error).__name__}"
            return None, kind(what), None if method == "POST" else 0.0
        return self._judged(method, address, response, content)

    def _judged(
        self, method: str, address: str, response: "httpx.Response", content: bytes
    ) -> tuple[Answer | None, ForgeError, float | None]:
        status = response.status_code
        told = ForgeError(self._clean(refusal(method, shown(address), status, content, self._token)), status)
        wait = pause_asked(status, response.headers)
        if wait is not None:
            return None, told, wait
        if status in _AGAIN:
            return None, Unsure(told.text, status) if method == "POST" else told, None if method == "POST" else 0.0
        if not 200 <= status < 300:
            return None, told, None
        with suppress(ValueError, RecursionError):
            return Answer(json.loads(content), dict(response.headers.items())), told, None
        return None, ForgeError(f"{shown(address)} answered {status} with something that is no JSON; {_IS_IT}"), None

    def _sent(self, method: str, address: str, body: Mapping[str, Any] | None) -> tuple["httpx.Response", bytes]:
        """Send a request, and after it where it is redirected to on the same host."""
        for _ in range(_REDIRECTS + 1):
            self._check_host(address)
            with self._client.stream(method, address, json=body, headers=dict(self._headers)) as response:
                content = self._read(response, shown(address))
            if response.status_code not in _MOVED or not response.headers.get("location"):
                return response, content
            if method != "GET" and response.status_code in {301, 302}:
                raise ForgeError(f"{shown(address)} has moved; give the repository's present name with `--repo`")
            address = str(response.url.join(response.headers["location"]))
        raise ForgeError(f"{shown(address)} redirects in a circle; {_IS_IT}")

    def _read(self, response: "httpx.Response", address: str) -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _LONGEST_ANSWER:
                raise ForgeError(f"{address} answers with more than {_LONGEST_ANSWER} bytes; {_IS_IT}")
            if self._now() > self._until:
                raise ForgeError(f"{address} does not come to the end of its answer")
        return bytes(content)

    def _check_host(self, address: str) -> None:
        """Keep the token at the host that it is for."""
        if origin(address) != origin(self.api):
            raise ForgeError(
                f"{shown(self.api)} sends us to {shown(address)}, where the token does not belong; "
                "give the address of the forge itself with `--forge-url`"
            )

    def _unreached(self, address: str, error: Exception) -> str:
        import ssl

        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLError):
            cause = cause.__cause__ or cause.__context__
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message or "its certificate is not valid"
            return f"{shown(address)} is not trusted: {why}; name the authority's file in SSL_CERT_FILE"
        return self._clean(f"{shown(address)} cannot be reached: {str(error) or type(error).__name__}")

    def _clean(self, text: str) -> str:
        return text.replace(self._token.value, "***")


_IS_IT: Final = "is that the address of the forge?"


def _client() -> "httpx.Client":
    """Return a client that takes proxies and authorities from the environment, and keeps no cookies of redirects."""
    import httpx

    try:
        return httpx.Client(timeout=_TIMEOUT, follow_redirects=False, headers={"user-agent": "pipec"})
    except (OSError, ValueError) as error:
        raise ForgeError(
            f"the proxy or the authorities (SSL_CERT_FILE) in the environment cannot be used: {type(error).__name__}"
        ) from None


def _passes(error: Exception) -> float | None:
    """Return how long to wait for a host that was not reached; a certificate does not become valid."""
    return None if "CERTIFICATE_VERIFY_FAILED" in str(error) else 0.0
