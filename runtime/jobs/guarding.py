"""Circuit breakers of what steps call: a service that is down is left alone by all jobs of a run for a while."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from ..actions.base import failure
from ..records import StepResult
from ..resilience.breaker import BreakerOpen, Breakers
from ..resilience.policies import POLICIES

_DOWN: Final = {"dependency": POLICIES["service-down"], "timeout": POLICIES["network-timeout"]}


def service_of(action: str, arguments: Mapping[str, Any]) -> str:
    """Return the service that an action calls, `http https://host:port`; empty for one that waits for what is down."""
    if action != "http_request":
        return ""
    try:
        address = urlsplit(str(arguments.get("url", "")))
    except ValueError:
        return ""
    return f"http {address.scheme}://{address.netloc.rpartition('@')[2]}" if address.netloc else ""


async def guarded(breakers: Breakers, service: str, call: Callable[[], Awaitable[StepResult]]) -> StepResult:
    """Call a service, unless it is left alone; let its breaker know what came of it."""
    if not service:
        return await call()
    breaker = breakers.of(service)
    try:
        ticket = breaker.enter()
    except BreakerOpen as refused:
        return failure(refused)
    try:
        result = await call()
    except BaseException:
        breaker.abandoned(ticket)
        raise
    policy = _DOWN.get(result.failure_class or "")
    if policy is None:  # it answered, whatever it said
        breaker.worked(ticket)
    else:
        breaker.failed(ticket, policy.threshold, policy.rest)
    return result
