"""Try an operation on a service as its policy says, behind the service's breaker."""

import random
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from .backoff import backoff_of
from .breaker import Breakers
from .policies import POLICIES, Failure

Result = TypeVar("Result")

Classify = Callable[[Exception], Failure | None]
"""Says what kind of passing failure an exception is; None for one that trying again does not help."""


class Failed(NamedTuple):
    """One try that failed: its number from 1, why, its kind, and the seconds until the next one (0: there is none)."""

    number: int
    error: Exception
    failure: Failure
    delay: float


class Try(NamedTuple):
    """What all tries of an operation on one service share.

    `service` is the breaker's key. `deadline` is a moment of `clock` that no delay may pass. `on_failure` is told of
    each failed try. `chance`, `clock`, `sleep` and `pause` stand in for randomness and time.
    """

    service: str
    classify: Classify
    breakers: Breakers
    deadline: float | None = None
    on_failure: Callable[[Failed], None] | None = None
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    pause: Callable[[float], Awaitable[None]] | None = None


async def attempt(operation: Callable[[], Awaitable[Result]], trial: Try) -> Result:
    """Await `operation()` until it works; the last exception when it does not, BreakerOpen when nobody may ask.

    A cancellation passes through, and is no failure of the service.
    """
    from asyncio import sleep

    pause = trial.pause or sleep
    tries = _Tries(trial)
    while True:
        ticket = tries.enter()
        try:
            result = await operation()
        except Exception as error:
            delay = tries.failed(error, ticket)
            if delay is None:
                raise
        except BaseException:
            tries.abandoned(ticket)
            raise
        else:
            tries.worked(ticket)
            return result
        await pause(delay)


def attempt_now(operation: Callable[[], Result], trial: Try) -> Result:
    """Do the same as `attempt` in this thread, which sleeps in between."""
    tries = _Tries(trial)
    while True:
        ticket = tries.enter()
        try:
            result = operation()
        except Exception as error:
            delay = tries.failed(error, ticket)
            if delay is None:
                raise
        except BaseException:
            tries.abandoned(ticket)
            raise
        else:
            tries.worked(ticket)
            return result
        trial.sleep(delay)


class _Tries:
    """The count of one operation's tries."""

    def __init__(self, trial: Try) -> None:
        self._trial = trial
        self._breaker = trial.breakers.of(trial.service)
        self._number = 0

    def enter(self) -> int:
        return self._breaker.enter()

    def worked(self, ticket: int) -> None:
        self._breaker.worked(ticket)

    def abandoned(self, ticket: int) -> None:
        self._breaker.abandoned(ticket)

    def failed(self, error: Exception, ticket: int) -> float | None:
        """Return how long to wait before the next try, None when there is none."""
        failure = self._trial.classify(error)
        if failure is None:
            self._breaker.abandoned(ticket)
            return None
        policy = POLICIES[failure]
        self._breaker.failed(ticket, policy.threshold, policy.rest)
        self._number += 1
        delay = backoff_of(policy, self._trial.chance).delay(self._number)
        final = self._number >= policy.tries or self._is_late(delay)
        if self._trial.on_failure is not None:
            self._trial.on_failure(Failed(self._number, error, failure, 0 if final else delay))
        return None if final else delay

    def _is_late(self, delay: float) -> bool:
        deadline = self._trial.deadline
        return deadline is not None and self._trial.clock() + delay >= deadline
