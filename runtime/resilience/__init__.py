"""Failures of the system around: how long to wait before trying again, and when to leave a service alone.

`attempt`, and `attempt_now` in a thread that may sleep, run an operation by a policy and behind the breaker of the
service that it calls.
"""

from .attempt import Failed, Try, attempt, attempt_now
from .backoff import Backoff
from .breaker import Breaker, BreakerOpen, Breakers, BreakerState, IllegalBreakerMove
from .policies import POLICIES, Failure, Policy

__all__ = [
    "POLICIES",
    "Backoff",
    "Breaker",
    "BreakerOpen",
    "BreakerState",
    "Breakers",
    "Failed",
    "Failure",
    "IllegalBreakerMove",
    "Policy",
    "Try",
    "attempt",
    "attempt_now",
]
