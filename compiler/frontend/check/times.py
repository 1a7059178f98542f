"""Timeouts: a child's may not be longer than its parent's."""

from typing import NamedTuple

from ...diagnostics import Span
from ..fields import Fields
from ..folding import Cause

_NEVER = 10**12


class Limit(NamedTuple):
    """The timeout of what is around: in seconds, whose it is, and where it stands if it is no default."""

    seconds: int
    owner: str
    given: Span | None = None


def limit_of(fields: Fields, seconds: int, owner: str) -> Limit:
    """Return the limit that `owner`, with `fields` and a timeout of so many seconds, sets to what is in it.

    A timeout that is not known, or was reported, sets none.
    """
    if not fields.has("timeout"):
        return Limit(seconds, owner)
    known = fields.optional_period("timeout") is not None
    return Limit(seconds if known else _NEVER, owner, fields.value_span("timeout"))


def capped_timeout(fields: Fields, default: int, parent: Limit) -> int:
    """Return a timeout in seconds; the default is capped by the parent's, an explicit excess is an error."""
    explicit = fields.optional_period("timeout")
    if explicit is None:
        return min(default, parent.seconds)
    if explicit > parent.seconds:
        from ..rules.timeout_above_parent import above_parent

        found = above_parent(fields.value_span("timeout"), explicit, *parent)
        cause: Cause = () if parent.given is None else ("timeout", parent.given.path, str(parent.given.start))
        fields.context.report(found, cause=cause)
    return explicit  # also where it is too long, so that what is inside of it is not blamed too
