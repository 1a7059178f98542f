"""How the failures of services around are answered: how long, how often, and when a service is left alone.

These are the system's own calls (pulling an image, asking for a secret). What a job's `retry` says is another matter:
it is the pipeline's, and stands in the plan.
"""

from typing import Final, Literal, NamedTuple

Failure = Literal["network-timeout", "resource-unavailable", "service-down", "rate-limited"]
"""Kinds of failure that may pass by themselves. What is none of them is not tried again."""


class Policy(NamedTuple):
    """One answer to failures; times in seconds.

    `tries` counts the first one. No delay is longer than `longest`. After `threshold` failures of a service in a row it
    is left alone for `rest`.
    """

    first_delay: float
    factor: float
    tries: int
    longest: float
    threshold: int
    rest: float = 60.0


POLICIES: Final[dict[Failure, Policy]] = {
    "network-timeout": Policy(first_delay=1, factor=2, tries=5, longest=32, threshold=10),
    "resource-unavailable": Policy(first_delay=5, factor=1.5, tries=3, longest=17, threshold=5),
    "service-down": Policy(first_delay=10, factor=2, tries=4, longest=80, threshold=8),
    "rate-limited": Policy(first_delay=60, factor=1.2, tries=6, longest=120, threshold=3),
}
