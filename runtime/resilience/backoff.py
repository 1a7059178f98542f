"""Delays that grow: exponential, with jitter so that those who failed together do not come back together."""

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .policies import Policy

JITTER = 0.25
"""How much of a delay is left to chance, up and down, unless somebody says otherwise."""


class Backoff(NamedTuple):
    """Delays in seconds: `first_delay` times `factor` for each failure, at most `longest`, give or take `jitter`.

    `jitter` is a fraction of the delay; a delay never becomes longer than `longest` by it. `chance` gives numbers from
    0 to below 1.
    """

    first_delay: float
    factor: float = 2.0
    longest: float = 120.0
    jitter: float = JITTER
    chance: Callable[[], float] = random.random

    def delay(self, failures: int) -> float:
        """Return how long to wait after so many failures, from 1."""
        if failures < 1:
            raise ValueError(f"there is no delay after {failures} failures")
        return min(self.longest, self._steady(failures) * (1 + self.jitter * (2 * self.chance() - 1)))

    def delays(self, tries: int) -> Iterator[float]:
        """Yield the delays between so many tries: one less than there are tries."""
        return (self.delay(failures) for failures in range(1, tries))

    def _steady(self, failures: int) -> float:
        try:
            return min(self.longest, self.first_delay * self.factor ** (failures - 1))
        except OverflowError:  # hundreds of failures: far beyond any bound
            return self.longest


def backoff_of(policy: Policy, chance: Callable[[], float] = random.random) -> Backoff:
    """Return the delays of a policy."""
    return Backoff(policy.first_delay, policy.factor, policy.longest, chance=chance)
