"""How registries are asked."""

import os
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

JOBS: Final = 64
TRIES: Final = 4


class Settings(NamedTuple):
    """How registries are asked.

    `insecure` are hosts that may be asked without TLS, or with a certificate that nobody vouches for. `authority` is a
    file with certificates that are trusted too. At most `jobs` requests run at once, each is made at most `tries`
    times. `tell` hears of every wait.
    """

    insecure: frozenset[str] = frozenset()
    authority: str = ""
    jobs: int = JOBS
    tries: int = TRIES
    environment: Mapping[str, str] = os.environ
    tell: Callable[[str], None] | None = None
    first_delay: float = 0.5
    longest_delay: float = 60.0
