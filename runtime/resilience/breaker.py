"""Circuit breakers: a service that fails again and again is left alone for a while, then tried by one caller."""

import threading
import time
from collections.abc import Callable
from typing import Final, Literal

from ..errors import RuntimeFault

BreakerState = Literal["closed", "open", "half-open"]
BreakerEvent = Literal["threshold", "timeout", "success", "failure"]

MOVES: Final[dict[tuple[BreakerState, BreakerEvent], BreakerState]] = {
    ("closed", "threshold"): "open",
    ("open", "timeout"): "half-open",
    ("half-open", "success"): "closed",
    ("half-open", "failure"): "open",
}
"""Every legal move: from a state, by an event, to a state."""

OnChange = Callable[[str, BreakerState, BreakerState], None]
"""Is told the service's key, the state that was and the one that is; quick, called outside of locks."""


class BreakerOpen(RuntimeFault):
    """A service is left alone for now. `wait` is how many seconds until it is tried again."""

    def __init__(self, service: str, wait: float) -> None:
        super().__init__(
            f"{service} failed again and again and is left alone for {max(wait, 0):.0f} s more",
            "see whether it is up; what needs it is tried again after that",
            failure_class="dependency",
        )
        self.service = service
        self.wait = wait


class IllegalBreakerMove(Exception):  # noqa: N818 - names what happened
    """A breaker was to move as none may: a bug of ours."""


class Breaker:
    """The breaker of one service. Safe to use from many threads and tasks; it never waits and never sleeps.

    Who calls the service takes a ticket with `enter` and gives it back with one of `worked`, `failed`, `abandoned`.
    """

    def __init__(
        self, service: str, *, clock: Callable[[], float] = time.monotonic, on_change: OnChange | None = None
    ) -> None:
        self.service = service
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._state: BreakerState = "closed"
        self._failures = 0
        self._until = 0.0
        self._trial = 0
        self._calls = 0

    @property
    def state(self) -> BreakerState:
        """The state as it was left; an open breaker whose time is over becomes half-open with the next call."""
        return self._state

    def enter(self) -> int:
        """Ask to call the service, and return a ticket; BreakerOpen when it is left alone.

        A half-open breaker lets one caller try; the others are refused until that one is back.
        """
        with self._lock:
            before = self._state
            if before == "open" and self._until <= self._clock():
                self._move("timeout")
            if self._state == "open" or (self._state == "half-open" and self._trial):
                raise BreakerOpen(self.service, self._until - self._clock())
            self._calls += 1
            if self._state == "half-open":
                self._trial = self._calls
            ticket, after = self._calls, self._state
        self._tell(before, after)
        return ticket

    def worked(self, ticket: int) -> None:
        """Say that the service answered as it should."""
        with self._lock:
            before = self._state
            if self._trial == ticket:
                self._trial = 0
                self._move("success")
            elif before == "closed":
                self._failures = 0
            after = self._state
        self._tell(before, after)

    def failed(self, ticket: int, threshold: int, rest: float) -> None:
        """Say that the service failed; at `threshold` failures in a row it is left alone for `rest` seconds."""
        with self._lock:
            before = self._state
            if self._trial == ticket:
                self._trial = 0
                self._open("failure", rest)
            elif before == "closed":
                self._failures += 1
                if self._failures >= threshold:
                    self._open("threshold", rest)
            after = self._state
        self._tell(before, after)

    def abandoned(self, ticket: int) -> None:
        """Say that the call says nothing about the service: it was cancelled, or the mistake was ours."""
        with self._lock:
            if self._trial == ticket:
                self._trial = 0

    def _open(self, event: BreakerEvent, rest: float) -> None:
        self._until = self._clock() + rest
        self._move(event)

    def _move(self, event: BreakerEvent) -> None:
        after = MOVES.get((self._state, event))
        if after is None:
            raise IllegalBreakerMove(f"{self.service}: {event} while {self._state}")
        self._state = after
        self._failures = 0

    def _tell(self, before: BreakerState, after: BreakerState) -> None:
        if before != after and self._on_change is not None:
            self._on_change(self.service, before, after)


class Breakers:
    """The breakers of all services that one process calls, by key (`docker`, `vault https://vault.example`)."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, on_change: OnChange | None = None) -> None:
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._breakers: dict[str, Breaker] = {}

    def of(self, service: str) -> Breaker:
        """Return the breaker of a service, the same one for everybody."""
        with self._lock:
            if service not in self._breakers:
                self._breakers[service] = Breaker(service, clock=self._clock, on_change=self._on_change)
            return self._breakers[service]

    def states(self) -> dict[str, BreakerState]:
        """Return the state of every breaker by its service."""
        with self._lock:
            return {service: breaker.state for service, breaker in self._breakers.items()}
