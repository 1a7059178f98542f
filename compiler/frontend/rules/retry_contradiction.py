"""A retry policy does not contradict itself."""

from ...diagnostics import Diagnostic, Rule
from ...ir.job import Retry
from ..units import format_duration
from ..tree import Mapping

RULE = Rule("PC206", "contradictory-retry", "error")


def delay_above_maximum(policy: Mapping, retry: Retry) -> Diagnostic:
    """Return the diagnostic of a first delay that is longer than the longest."""
    entry = policy.entry("initial_delay") or policy.entry("max_delay")
    span = policy.span if entry is None else entry.value.span
    first, longest = format_duration(retry.initial_delay), format_duration(retry.max_delay)
    return RULE.at(
        span,
        f"the first delay {first} is longer than the longest delay {longest}",
        label="never waited for",
        help="raise `max_delay` or lower `initial_delay`",
    )
