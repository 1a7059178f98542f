"""Runs a short program in a container that runs already. Blocks; for threads."""

import time
from typing import TYPE_CHECKING

from .launch import Attached

if TYPE_CHECKING:
    from docker import APIClient

_POLL = 0.02
_RECORDED = 1.0
"""Seconds after its last output in which the engine has to know how a program ended."""


def run_inside(client: "APIClient", container: str, words: list[str], seconds: float) -> int | None:
    """Return the exit code, or None when it took longer than `seconds`. Its output is dropped.

    It is waited for by its output: the end of a program that nobody is attached to is not told by every engine.
    """
    execution = str(client.exec_create(container, words)["Id"])
    attached = Attached(execution, client.exec_start(execution, socket=True))
    until = time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0:
            attached.socket.settimeout(left)
            if not attached.socket.recv(65536):
                return _exit_code(client, execution)
    except TimeoutError:
        pass
    finally:
        attached.close()
    return None


def _exit_code(client: "APIClient", execution: str) -> int | None:
    until = time.monotonic() + _RECORDED
    while (state := client.exec_inspect(execution))["Running"] and time.monotonic() < until:
        time.sleep(_POLL)
    return None if state["Running"] else int(state["ExitCode"])
