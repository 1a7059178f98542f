"""A schedule has the five fields of cron."""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC202", "malformed-schedule", "error")


def malformed_cron(span: Span, schedule: str, problem: str) -> Diagnostic:
    """Return the diagnostic of a `schedule` with what is wrong in it."""
    return RULE.at(
        span,
        f"the schedule `{schedule}` is malformed: {problem}",
        label="not a schedule",
        help="write minute, hour, day of the month, month, day of the week, for example `30 4 * * 1-5`",
    )
