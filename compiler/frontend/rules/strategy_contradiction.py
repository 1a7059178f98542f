"""A strategy does not contradict itself."""

from ...diagnostics import Diagnostic, Rule, Span
from ...ir.release import Rolling
from ..units import format_duration

RULE = Rule("PC620", "contradictory-strategy", "error")


def never_healthy(span: Span, strategy: Rolling) -> Diagnostic:
    """Return the diagnostic of a rolling strategy in which no instance can become healthy in time."""
    needed = strategy.health_check_interval * strategy.success_threshold
    return RULE.at(
        span,
        f"no instance can become healthy: {strategy.success_threshold} checks every "
        f"{format_duration(strategy.health_check_interval)} take {format_duration(needed)}, "
        f"and each has {format_duration(strategy.health_check_timeout)}",
        label="cannot be kept",
        help="raise `health_check_timeout`, or lower `success_threshold` or `health_check_interval`",
    )


def more_down_than_batch(span: Span, strategy: Rolling) -> Diagnostic:
    """Return the diagnostic of a rolling strategy that lets more be down than it ever changes at once."""
    return RULE.at(
        span,
        f"`max_unavailable` {strategy.max_unavailable} is more than the `batch_size` {strategy.batch_size}",
        label="never so many",
        help=f"at most {strategy.batch_size} instances change at a time: lower `max_unavailable` or raise `batch_size`",
    )
