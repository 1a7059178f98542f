"""Which lines of a run are wanted."""

from typing import NamedTuple

from ..records import Stream
from .index import STREAMS


class Selection(NamedTuple):
    """What is left out is None, or `streams` with fewer. `since` is milliseconds since 1970."""

    job: str | None = None
    step: str | None = None
    attempt: int | None = None
    streams: frozenset[Stream] = frozenset(STREAMS)
    since: int | None = None


EVERYTHING = Selection()
