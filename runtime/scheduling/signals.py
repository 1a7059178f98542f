"""What asks a run to end from outside: SIGINT, SIGTERM and SIGHUP, from its first moment to the end of the process."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Final, Self

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED: Final = 130


class Interruptions:
    """Take the signals that end a run, and hand each to whoever works just then.

    They are taken until the process ends, not only while the jobs run: a run whose end is recorded is not made another
    by a signal that comes while it is summed up. When nobody works, the first signal is kept for who does so next, and
    the second ends the process, which loses nothing: what is durable is so already. What is ignored when the process
    starts, as SIGHUP is under `nohup`, stays ignored.
    """

    def __init__(self) -> None:
        self.received: list[int] = []
        self._deliver: Callable[[int], None] | None = None

    def __enter__(self) -> Self:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._taken)
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is undone: see the class."""

    @contextlib.contextmanager
    def handed_to(self, first: Callable[[str], None], further: Callable[[], None]) -> Iterator[list[int]]:
        """Call `first` with what is to be told of the first signal, also of one that came before, `further` after it.

        Both are called in the running loop. Yields the signals that were handed over: one that comes too late to be
        is not among them.
        """
        loop = asyncio.get_running_loop()
        handed: list[int] = []

        def take(number: int) -> None:
            handed.append(number)
            if len(handed) == 1:
                first(f"interrupted by {signal.Signals(number).name}")
            else:
                further()

        def deliver(number: int) -> None:
            loop.call_soon_threadsafe(take, number)

        self._deliver = deliver
        for number in self.received[:1]:
            take(number)
        try:
            yield handed
        finally:
            self._deliver = None

    def _taken(self, number: int, _: FrameType | None) -> None:
        self.received.append(number)
        if self._deliver is not None:
            self._deliver(number)
        elif len(self.received) > 1:
            os._exit(INTERRUPTED)
