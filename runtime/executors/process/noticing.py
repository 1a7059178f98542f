"""Learn that a child has ended, in the event loop, without a thread for each child and without reaping it."""

import os
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress
from threading import Thread


def notice_end(pid: int, loop: AbstractEventLoop, ended: Callable[[], None]) -> Callable[[], None]:
    """Call `ended` when the child has ended; return what takes that back, which may be called any number of times.

    By a descriptor of the process where the kernel has them (5.3) and one is free, else by a thread that waits.
    """
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return _notice_by_thread(pid, loop, ended)
    is_open = True

    def forget() -> None:
        nonlocal is_open
        if is_open:
            is_open = False
            loop.remove_reader(descriptor)
            os.close(descriptor)

    try:
        loop.add_reader(descriptor, ended)
    except OSError:
        forget()
        raise
    return forget


def _notice_by_thread(pid: int, loop: AbstractEventLoop, ended: Callable[[], None]) -> Callable[[], None]:
    wanted = [ended]

    def wait() -> None:
        with suppress(ChildProcessError):
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(lambda: [each() for each in wanted])

    Thread(target=wait, name=f"waits for process {pid}", daemon=True).start()
    return wanted.clear
