"""What Nomad answers when something does not work, as faults that say what to do; and how long it is asked again."""

import asyncio
import json
import random
import ssl
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from ...errors import ExecutorError
from ...resilience.backoff import Backoff

Result = TypeVar("Result")
Tell = Callable[[str], None]

PATIENCE: Final = 600.0
"""Seconds for which a cluster that does not answer is asked again while jobs run: longer than servers restart."""

_DEPTH: Final = 8
"""Exceptions inside exceptions that are looked at."""

_FORBIDDEN: Final = (401, 403)
_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_DOWN: Final = 500
_NODE_GONE: Final = ("no path to node", "unknown nomad node", "unknown node", "node is down")
_PASSING: Final = (
    "no cluster leader",
    "no path to region",
    "not ready",
    "deadline exceeded",
    "closed",
    "raft",
    "leadership",
    "eof",
    "connection",
    "timeout",
    "rpc",
)
"""What is in the text of an answer 500 that another try may mend."""


class NomadGoneError(ExecutorError):
    """Nomad does not answer, or answers that it cannot just now."""


class NomadNodeError(ExecutorError):
    """The node that has what was asked for cannot be reached."""


class NomadMissingError(ExecutorError):
    """What was asked for is not there."""


def answered(status: int, text: str, what: str) -> ExecutorError:
    """Return the fault that an answer is; `what` was to be done, as in `the job X cannot be registered`."""
    said = " ".join(text.split())[:500]
    if status >= _NOT_FOUND and any(word in said.lower() for word in _NODE_GONE):
        return NomadNodeError(f"{what}: Nomad does not reach its node ({said})")
    if status == _NOT_FOUND:
        return NomadMissingError(f"{what}: Nomad knows nothing of it", failure_class="infrastructure")
    if status in _FORBIDDEN:
        return ExecutorError(
            f"{what}: Nomad does not permit it ({said or status})",
            "set NOMAD_TOKEN to a token whose policy has submit-job, dispatch-job, list-jobs, read-job and read-fs in"
            " the namespace, and may read the variables `nomad/jobs/*` there",
            failure_class="configuration",
        )
    if status == _TOO_MANY or status > _DOWN or (status == _DOWN and is_passing(said)):
        return NomadGoneError(
            f"{what}: Nomad answers {status} ({said})", "see how its servers are (`nomad server members`)"
        )
    return ExecutorError(f"{what}: Nomad answers: {said or status}", failure_class="configuration")


def is_passing(text: str) -> bool:
    """Tell whether what a server says of itself passes."""
    return any(word in text.lower() for word in _PASSING)


def unanswered(address: str, error: Exception) -> NomadGoneError:
    """Return the fault that no answer is."""
    reason = _reason(error)
    if "certificate required" in reason or "bad certificate" in reason:
        advice = "the agent wants to know who asks: set NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY"
    else:
        advice = "see that NOMAD_ADDR is right and the agent runs, and set NOMAD_CACERT where it has its own authority"
    return NomadGoneError(f"Nomad does not answer at {address}: {reason}", advice)


def _reason(error: BaseException) -> str:
    """Return what happened, as the innermost of the libraries' exceptions says it."""
    inner: object = error
    for _ in range(_DEPTH):
        if isinstance(inner, OSError) and inner.strerror and not isinstance(inner, ssl.SSLError):
            return inner.strerror
        if isinstance(inner, ssl.SSLError):
            return _of_tls(inner)
        if not isinstance(inner, BaseException):
            break
        arguments = (getattr(inner, "reason", None), *inner.args, inner.__cause__, inner.__context__)
        inner = next((each for each in arguments if isinstance(each, BaseException)), None)
    return type(error).__name__


def _of_tls(error: ssl.SSLError) -> str:
    """Return `certificate verify failed: …` of `[SSL: …] certificate verify failed: … (_ssl.c:1006)`."""
    return str(error.args[-1] if error.args else error).partition("] ")[2].partition(" (_ssl")[0] or "TLS fails"


def read_json(text: str, what: str) -> object:
    """Return what an answer says; NomadGoneError for one that is empty or torn, as proxies in between give."""
    try:
        return json.loads(text)
    except ValueError:
        raise NomadGoneError(f"{what}: the answer is not JSON", "see what stands between here and Nomad") from None


def as_object(found: object, what: str, *keys: str) -> dict[str, Any]:
    """Return an answer that is an object with these keys; NomadGoneError for another one."""
    if isinstance(found, dict) and all(key in found for key in keys):
        return found
    raise NomadGoneError(f"{what}: the answer is none of Nomad's", "see what stands between here and Nomad")


def as_list(found: object, what: str, *keys: str) -> list[dict[str, Any]]:
    """Return an answer that is a list of objects with these keys, or nothing; NomadGoneError for another one."""
    if found is not None and not isinstance(found, list):
        raise NomadGoneError(f"{what}: the answer is none of Nomad's", "see what stands between here and Nomad")
    return [as_object(item, what, *keys) for item in found or ()]


async def patiently(operation: Callable[[], Awaitable[Result]], tell: Tell, patience: float = PATIENCE) -> Result:
    """Await an operation; again while Nomad does not answer, for so many seconds, which is told once."""
    delays = Backoff(0.5, 2, 10, 0.25, random.random)
    until, told, number = asyncio.get_running_loop().time() + patience, False, 0
    while True:
        try:
            return await operation()
        except NomadGoneError as gone:
            number += 1
            delay = delays.delay(number)
            if asyncio.get_running_loop().time() + delay > until:
                raise
            if not told:
                tell(f"{gone}; it is asked again")
                told = True
        await asyncio.sleep(delay)
