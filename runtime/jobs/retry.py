"""Whether and when something that failed is tried again: the job's policy, with jitter, bounded in count and time."""

from collections.abc import Callable
from typing import NamedTuple

from compiler.ir.job import Retry

from ..records import FailureClass
from ..resilience.backoff import Backoff

Random = Callable[[], float]
"""Gives a number from 0 to 1."""


class Again(NamedTuple):
    """What was decided after a failure: seconds to wait, or None with the reason why there is no further try."""

    delay: float | None
    reason: str = ""


def after_failure(
    policy: Retry, tried: int, failure_class: FailureClass | None, elapsed: float, random: Random
) -> Again:
    """Decide what follows the `tried`-th attempt, `elapsed` seconds after the first began.

    The delay before attempt n + 1 is `initial_delay * multiplier ** (n - 1)`, varied by up to `jitter` of itself to
    either side, so that what failed together does not come back together, and at most `max_delay`.
    """
    if tried >= policy.max_attempts:
        return Again(None, f"all {policy.max_attempts} attempts failed" if policy.max_attempts > 1 else "")
    if failure_class == "configuration" or (failure_class and failure_class not in policy.retry_on):
        return Again(None, f"a failure of class {failure_class} is not tried again")
    delay = delay_before(policy, tried + 1, random)
    if elapsed + delay > policy.max_total:
        return Again(None, f"the time for all attempts, {policy.max_total} s, is over")
    return Again(delay)


def delay_before(policy: Retry, attempt: int, random: Random) -> float:
    """Return the seconds before the attempt of this number, from 2."""
    delays = Backoff(policy.initial_delay, policy.multiplier, policy.max_delay, policy.jitter, random)
    return delays.delay(attempt - 1)
