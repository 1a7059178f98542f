"""The action `http_request`: one request, or the same one again until a condition over the response holds."""

import json
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from compiler.ir.expression import EvaluationError, Expression, Value, evaluate, render

from ..records import StepResult
from . import arguments as read
from . import files
from .base import ActionContext, ActionFault, failure
from .exchange import Answer, Request, TooLong, answer_of, exchange, read_body, shown

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BODY: Final = 1_048_576
"""How many bytes of a body are held, and become an output."""
SAVED: Final = 4 * 2**30
"""How many bytes of a body are saved."""

_ATTEMPTS: Final = 10
_INTERVAL: Final = 5.0


class _Call(NamedTuple):
    request: Request
    expected: tuple[int, ...]
    until: Expression | bool | None
    interval: float
    most: int
    save_as: str


_Outcome = tuple[Answer | None, ActionFault | None]


async def perform(arguments: Mapping[str, Any], context: ActionContext) -> StepResult:
    """Send the request; outputs are `status`, `body`, `headers` and `json` of the last answer."""
    try:
        call = _call(arguments)
    except ActionFault as fault:
        return failure(fault)
    answer, problem = await (_once(call, context) if call.until is None else _poll(call, context))
    outputs = {} if answer is None else _outputs(answer)
    if problem is not None:
        return failure(problem, outputs)
    context.say(f"{call.request.method} {shown(call.request.url)}: {outputs['status']}", "info")
    return StepResult("success", outputs=outputs)


def _call(arguments: Mapping[str, Any]) -> _Call:
    headers = {name.lower(): read.written(value) for name, value in read.table(arguments, "headers").items()}
    request = Request(
        read.word(arguments, "method", METHODS, "GET"),
        read.text(arguments, "url"),
        headers,
        _body(arguments.get("body"), headers),
        read.seconds(arguments, "timeout", 30.0),
        read.table(arguments, "tls"),
        read.flag(arguments, "follow_redirects"),
    )
    return _Call(
        request,
        _statuses(arguments.get("expected_status")),
        arguments.get("until"),
        read.seconds(arguments, "interval", _INTERVAL),
        read.whole(arguments, "max_attempts", _ATTEMPTS),
        read.text(arguments, "save_as", ""),
    )


def _body(value: Any, headers: dict[str, str]) -> bytes | None:
    """Return what is sent: a text as it is, a list or mapping as JSON, which is then said in the headers."""
    if value is None:
        return None
    if isinstance(value, list | tuple | Mapping):
        headers.setdefault("content-type", "application/json")
        return json.dumps(value, ensure_ascii=False).encode()
    return read.written(value).encode()


def _statuses(value: Any) -> tuple[int, ...]:
    listed = value if isinstance(value, list | tuple) else () if value is None else (value,)
    return tuple(read.whole_value("expected_status", each, 100, 599) for each in listed)


async def _once(call: _Call, context: ActionContext) -> _Outcome:
    """Send the request; return the answer, if there was one, and why it is not as it should be."""
    try:
        answer = await _ask(call, context)
    except ActionFault as fault:
        return None, fault
    return answer, _unexpected(call, answer) or _unmet(call, answer)


async def _poll(call: _Call, context: ActionContext) -> _Outcome:
    """Send it again and again, until the answer is as it should be or no attempt is left."""
    import asyncio

    began = time.monotonic()
    number = 0
    while True:
        number += 1
        answer, problem = await _once(call, context)
        if problem is None or problem.failure_class == "configuration":  # the next attempt would be the same one
            return answer, problem
        context.say(f"attempt {number} of {call.most}: {problem}", "info")
        if number >= call.most:
            waited = f"{number} {'attempt' if number == 1 else 'attempts'} in {time.monotonic() - began:.0f} s"
            return answer, ActionFault(f"after {waited}: {problem}", problem.help, failure_class=problem.failure_class)
        await asyncio.sleep(call.interval)


async def _ask(call: _Call, context: ActionContext) -> Answer:
    async with exchange(call.request, context.workspace) as response:
        if not call.save_as or not _is_expected(call, response.status_code):
            return answer_of(response, await _held(response, call))
        with files.saving(context.workspace, call.save_as) as write:
            held, written = bytearray(), 0
            async for chunk in response.aiter_bytes(65536):
                written += len(chunk)
                if written > SAVED:
                    raise TooLong(f"the answer is longer than {SAVED} bytes", failure_class="resource")
                write(chunk)
                if written <= BODY:
                    held += chunk
        return answer_of(response, bytes(held) if written <= BODY else b"")


async def _held(response: Any, call: _Call) -> bytes:
    try:
        return await read_body(response, BODY)
    except TooLong as fault:
        if not _is_expected(call, response.status_code):
            return b""  # the status is what is wrong, and is told
        raise ActionFault(str(fault), "`save_as: PATH` takes it into a file", failure_class="resource") from None


def _is_expected(call: _Call, status: int) -> bool:
    if call.expected:
        return status in call.expected
    return call.until is not None or 200 <= status <= 299


def _unexpected(call: _Call, answer: Answer) -> ActionFault | None:
    if _is_expected(call, answer.status):
        return None
    wanted = " or ".join(map(str, call.expected)) or "200 to 299"
    again = answer.status >= 500 or answer.status in {408, 429}
    help_ = ""
    if 300 <= answer.status <= 399 and "location" in answer.headers and not call.request.follow:
        help_ = "it redirects; `follow_redirects: true` goes there"
    return ActionFault(
        f"{shown(call.request.url)} answered {answer.status}, not {wanted}",
        help_,
        failure_class="dependency" if again else "code",
    )


def _unmet(call: _Call, answer: Answer) -> ActionFault | None:
    """Return why the condition does not hold: it is false, or has no value with this answer."""
    if call.until is None or isinstance(call.until, bool):
        return None if call.until is not False else ActionFault("`until` is false", failure_class="configuration")
    response = {"response": _outputs(answer)}
    try:
        value = evaluate(call.until, response.__getitem__)
    except EvaluationError as error:
        return ActionFault(f"`until` has no value: {error}", failure_class="dependency")
    if value is True:
        return None
    if value is False:
        return ActionFault(f"{render(call.until)} does not hold", failure_class="dependency")
    return ActionFault("`until` is neither true nor false", failure_class="configuration")


def _outputs(answer: Answer) -> dict[str, Value]:
    return {
        "status": answer.status,
        "body": answer.text,
        "headers": dict(answer.headers),
        "json": _json(answer.body),
    }


def _json(body: bytes) -> Value:
    try:
        decoded: Value = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return decoded


def _refuse(constant: str) -> None:
    raise ValueError(constant)
