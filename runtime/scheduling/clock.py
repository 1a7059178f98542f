"""How long a run has been active: a clock that stops while people are waited for, and goes on after a resume."""

import time
from collections.abc import Callable


class ActiveClock:
    """Milliseconds in which something of the run could go on. Monotonic: setting the system's clock changes nothing."""

    def __init__(self, already: int = 0, now: Callable[[], float] = time.monotonic) -> None:
        self._before = already / 1000
        self._now = now
        self._since: float | None = None

    @property
    def milliseconds(self) -> int:
        """How long the run was active so far."""
        return round(self.seconds * 1000)

    @property
    def seconds(self) -> float:
        """The same in seconds."""
        return self._before + (0 if self._since is None else self._now() - self._since)

    @property
    def running(self) -> bool:
        """Whether the clock goes."""
        return self._since is not None

    def start(self) -> None:
        """Let it go."""
        if self._since is None:
            self._since = self._now()

    def stop(self) -> None:
        """Let it stand."""
        self._before, self._since = self.seconds, None
