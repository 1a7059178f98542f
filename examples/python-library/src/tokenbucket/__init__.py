"""A token bucket: how often something may happen, with room for short bursts."""

import time
from collections.abc import Callable

from attrs import define, field, validators

__all__ = ["Bucket"]
__version__ = "1.4.0"


@define
class Bucket:
    """`capacity` tokens at most, `rate` new ones a second; every call takes some or is told how long to wait."""

    capacity: float = field(validator=validators.gt(0))
    rate: float = field(validator=validators.gt(0))
    clock: Callable[[], float] = field(default=time.monotonic, kw_only=True)
    _tokens: float = field(init=False)
    _seen: float = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._tokens = self.capacity
        self._seen = self.clock()

    def take(self, amount: float = 1) -> float:
        """Take `amount` tokens and return 0, or take none and return the seconds until there are enough."""
        if amount > self.capacity:
            raise ValueError(f"the bucket never holds {amount} tokens, only {self.capacity}")
        now = self.clock()
        self._tokens = min(self.capacity, self._tokens + max(now - self._seen, 0) * self.rate)
        self._seen = max(now, self._seen)
        if amount <= self._tokens:
            self._tokens -= amount
            return 0.0
        return (amount - self._tokens) / self.rate
