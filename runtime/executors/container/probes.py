"""One question to a service: is it healthy?

`tcp` and `http` are asked from the runtime at the container's address, with no need of a program in any image. Where
that address cannot be reached (rootless engines, engines in a virtual machine), they are asked inside the container,
for which `/bin/sh` suffices (`tcp`), or one of `curl`, `wget` and `bash` (`http`). `command` always runs inside.
"""

import asyncio
import functools
import shlex
import socket
from collections.abc import Callable
from typing import NamedTuple

from compiler.ir.values import HealthCheck

from .engine import Engine
from .inside import run_inside

_MARGIN = 2.0
"""Seconds for the engine beside those of the check."""


class Place(NamedTuple):
    """A service's container; `address` is empty where the runtime cannot reach it."""

    container: str
    address: str


def is_ours(gateway: str) -> bool:
    """Tell whether a network's gateway is an address of this machine, so that its containers can be reached."""
    family = socket.AF_INET6 if ":" in gateway else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((gateway, 0))
    except OSError:
        return False
    return True


async def ask(engine: Engine, place: Place, check: HealthCheck) -> str:
    """Return what is wrong in a few words, empty when the service is healthy. Takes no longer than `timeout`."""
    try:
        async with asyncio.timeout(check.timeout + _MARGIN):
            if check.type == "command":
                return await _inside(engine, place.container, list(check.command), check.timeout)
            if not place.address:
                return await _inside(engine, place.container, ["/bin/sh", "-c", script(check)], check.timeout)
            return await (_http(place.address, check) if check.type == "http" else _tcp(place.address, check))
    except TimeoutError:
        return f"no answer within {check.timeout} s"


async def _tcp(address: str, check: HealthCheck) -> str:
    try:
        async with asyncio.timeout(check.timeout):
            _, writer = await asyncio.open_connection(address, check.port)
    except TimeoutError:
        return f"no answer within {check.timeout} s"
    except OSError:
        return f"nothing listens on port {check.port}"
    writer.close()
    return ""


async def _http(address: str, check: HealthCheck) -> str:
    import httpx

    host = f"[{address}]" if ":" in address else address
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=check.timeout) as client:
            answer = await client.get(f"http://{host}:{check.port}{check.path}")
    except httpx.HTTPError as error:
        return f"port {check.port} does not answer: {str(error) or type(error).__name__}"
    if answer.status_code != check.expected_status:
        return f"{check.path} answers {answer.status_code} instead of {check.expected_status}"
    if check.expected_body is not None and check.expected_body not in answer.text:
        return f"the answer of {check.path} has not the expected text"
    return ""


async def _inside(engine: Engine, container: str, words: list[str], seconds: float) -> str:
    work = functools.partial(run_inside, container=container, words=words, seconds=seconds)
    code = await engine.call(f"running {words[0]} in a service", work, "configuration")
    if code is None:
        return f"no answer within {seconds:.0f} s"
    return "" if code == 0 else f"its check ended with exit code {code}"


def script(check: HealthCheck) -> str:
    """Return the program that asks `tcp` or `http` inside a container."""
    return _SCRIPTS[check.type](check)


def _tcp_script(check: HealthCheck) -> str:
    return f"""\
for table in /proc/net/tcp /proc/net/tcp6; do
  [ -e "$table" ] || continue
  while read -r _ address _ state _; do
    [ "${{address##*:}} $state" != "{check.port or 0:04X} 0A" ] || exit 0
  done <"$table"
done
exit 1"""


def _http_script(check: HealthCheck) -> str:
    path = shlex.quote(f"http://127.0.0.1:{check.port}{check.path}")
    body = shlex.quote(check.expected_body or "")
    return f"""\
if command -v curl >/dev/null; then answer=$(curl -s -i {path})
elif command -v wget >/dev/null; then answer=$(wget -q -S -O - {path} 2>&1)
elif command -v bash >/dev/null; then
  answer=$(bash -c 'exec 3<>/dev/tcp/127.0.0.1/{check.port} || exit 1
    printf "GET %s HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\n\\r\\n" "$0" >&3 && cat <&3' {shlex.quote(check.path)})
else exit 3
fi
code=${{answer#*HTTP/}} code=${{code#* }} code=${{code%%[!0-9]*}}
[ "$code" = {check.expected_status} ] || exit 1
case $answer in *{body}*) ;; *) exit 2 ;; esac"""


_SCRIPTS: dict[str, Callable[[HealthCheck], str]] = {"tcp": _tcp_script, "http": _http_script}
