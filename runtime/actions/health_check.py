"""The action `health_check`: waits until something is healthy, by HTTP, by TCP or by a command."""

import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from ..records import StepResult
from . import arguments as read
from .base import ActionContext, ActionFault, failure
from .exchange import Request, TooLong, exchange, read_body, shown

BODY: Final = 1_048_576

Probe = Callable[[float], Awaitable[None]]
"""Looks once, for at most so many seconds; ActionFault when it is not healthy."""


class Pace(NamedTuple):
    """How often is looked; seconds."""

    timeout: float
    interval: float
    retries: int
    start_period: float
    successes: int
    failures: int


async def perform(arguments: Mapping[str, Any], context: ActionContext) -> StepResult:
    """Wait until it is healthy; outputs are `healthy` and `attempts`, on a failure too."""
    try:
        kind = read.word(arguments, "type", tuple(_PROBES), "")
        probe = _PROBES[kind](arguments, context)
        pace = _pace(arguments)
    except ActionFault as fault:
        return failure(fault)
    attempts, problem = await _watch(probe, pace, context)
    outputs = {"healthy": problem is None, "attempts": attempts}
    if problem is not None:
        return failure(problem, outputs)
    context.say(f"healthy after {attempts} {'attempt' if attempts == 1 else 'attempts'}", "info")
    return StepResult("success", outputs=outputs)


def _pace(arguments: Mapping[str, Any]) -> Pace:
    return Pace(
        read.seconds(arguments, "timeout", 5),
        read.seconds(arguments, "interval", 10),
        read.whole(arguments, "retries", 3),
        read.seconds(arguments, "start_period", 0, zero=True),
        read.whole(arguments, "success_threshold", 1),
        read.whole(arguments, "failure_threshold", 2),
    )


async def _watch(probe: Probe, pace: Pace, context: ActionContext) -> tuple[int, ActionFault | None]:
    """Return how often was looked, and why it is not healthy, None when it is.

    A failure in the start period does not count. After it `retries` failures are borne, and more until as many come in
    a row as make it unhealthy.
    """
    import asyncio

    began = time.monotonic()
    attempts = good = bad = in_a_row = 0
    while True:
        attempts += 1
        try:
            await probe(pace.timeout)
        except ActionFault as fault:
            context.say(f"attempt {attempts}: {fault}", "info")
            good = 0
            if fault.failure_class == "configuration":
                return attempts, fault
            if time.monotonic() - began >= pace.start_period:
                bad, in_a_row = bad + 1, in_a_row + 1
            if _is_hopeless(pace, bad, in_a_row):
                return attempts, fault
        else:
            good, in_a_row = good + 1, 0
            if good >= pace.successes:
                return attempts, None
        await asyncio.sleep(pace.interval)


def _is_hopeless(pace: Pace, bad: int, in_a_row: int) -> bool:
    """Tell whether the failures are enough; those that do not come in a row are borne a little longer."""
    return bad > pace.retries and (in_a_row >= pace.failures or bad >= pace.retries + pace.failures)


def _http(arguments: Mapping[str, Any], context: ActionContext) -> Probe:
    url = read.text(arguments, "url", _address(arguments))
    status = read.whole(arguments, "expected_status", 200, 100, 599)
    body = read.text(arguments, "expected_body", "")

    async def probe(limit: float) -> None:
        async with exchange(Request("GET", url, timeout=limit), context.workspace) as response:
            if response.status_code != status:
                raise ActionFault(
                    f"{shown(url)} answered {response.status_code}, not {status}", failure_class="dependency"
                )
            if body and body.encode() not in await _start(response):
                raise ActionFault(f"the answer of {shown(url)} does not hold `{body}`", failure_class="dependency")

    return probe


async def _start(response: Any) -> bytes:
    try:
        return await read_body(response, BODY)
    except TooLong:
        raise ActionFault(f"the answer is longer than {BODY} bytes", failure_class="dependency") from None


def _address(arguments: Mapping[str, Any]) -> str | None:
    if arguments.get("port") is None:
        return None
    host = read.text(arguments, "host", "127.0.0.1")
    path = read.text(arguments, "path", "/")
    port = read.whole(arguments, "port", 0, 1, 65535)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{'' if path.startswith('/') else '/'}{path}"


def _tcp(arguments: Mapping[str, Any], context: ActionContext) -> Probe:
    del context
    host, port = read.text(arguments, "host", "127.0.0.1"), read.whole(arguments, "port", 0, 1, 65535)

    async def probe(limit: float) -> None:
        import asyncio

        try:
            async with asyncio.timeout(limit):
                _, writer = await asyncio.open_connection(host, port)
        except TimeoutError:
            raise ActionFault(f"{host}:{port} did not answer within {limit:g} s", failure_class="timeout") from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ActionFault(f"{host}:{port} cannot be reached: {reason}", failure_class="dependency") from None
        writer.close()
        with suppress(OSError):  # it was open, which is all that was asked
            await writer.wait_closed()

    return probe


def _command(arguments: Mapping[str, Any], context: ActionContext) -> Probe:
    given = arguments.get("command")
    words = ("/bin/sh", "-c", given) if isinstance(given, str) else read.texts(arguments, "command")
    if not words:
        raise ActionFault("`command` is missing", failure_class="configuration")

    async def probe(limit: float) -> None:
        try:
            ended = await context.run(tuple(words), limit)
        except TimeoutError:
            raise ActionFault(f"the command took longer than {limit:g} s", failure_class="timeout") from None
        if ended.code in {126, 127}:
            raise ActionFault(f"the command `{words[0]}` cannot be run", failure_class="configuration")
        if ended.code:
            raise ActionFault(f"the command ended with exit code {ended.code}", failure_class="dependency")

    return probe


_PROBES: Final[Mapping[str, Callable[[Mapping[str, Any], ActionContext], Probe]]] = {
    "http": _http,
    "tcp": _tcp,
    "command": _command,
}
