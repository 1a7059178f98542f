"""A schedule has five fields: minute, hour, day of the month, month, day of the week.

Each field is `*`, a number, a range `1-5`, a list `0,30` or a step `*/15`; months and days may be named by three
letters. `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly` stand for whole schedules. A schedule that an engine
does not understand never starts anything, or starts it at another time.

## Bad

```yaml
version: 1
name: shop
triggers:
  - event: cron
    cron: {name: nightly, schedule: 0 30 4 * * *}
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
triggers:
  - event: cron
    cron: {name: nightly, schedule: 30 4 * * *}
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Unsafe: six fields lose the first, which are seconds elsewhere; `?` becomes `*`, a day or month written out its three
letters, and `@midnight` is `@daily`. None for all else.
"""

from ...diagnostics import Change, Diagnostic, Rule, Span

RULE = Rule("PC202", "malformed-schedule", "error")


def malformed_cron(span: Span, schedule: str, problem: str, change: Change | None = None) -> Diagnostic:
    """Return the diagnostic of a `schedule` with what is wrong in it; `span` is that of the part that is wrong.

    `change` writes the schedule that was probably meant.
    """
    return RULE.at(
        span,
        f"the schedule `{schedule}` is malformed: {problem}",
        label="not a schedule" if "fields" in problem else "not valid here",
        help="write minute, hour, day of the month, month, day of the week, for example `30 4 * * 1-5`",
        change=change,
    )
