"""A job has a way to start.

`runs_on: [failure]` makes a job a catch: it starts when a job that it waits for has failed. A catch that waits for
nobody has nothing to catch. A job that needs a catch to succeed, and also the success of all that it catches, waits
for two things of which only one can happen.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
  alarm:
    runs_on: [failure]
    steps:
      - script: make alarm
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
  alarm:
    depends_on: [test]
    runs_on: [failure]
    steps:
      - script: make alarm
```

## Fix

None: only the author knows whose failure is meant.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..checked import CheckedJob
from ..document import JobDeclaration

RULE = Rule("PC311", "unreachable-job", "error")


def catches_nothing(job: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of a job that starts on failure and waits for nobody."""
    runs_on = job.body.get("runs_on")
    return RULE.at(
        job.name.span if runs_on is None else runs_on.span,
        f"job `{job.name.text}` can never start: it waits for a failure, but for no job",
        label="a failure of what?",
        help="name in `depends_on` the jobs whose failure it catches",
    )


def contradiction(job: JobDeclaration, catch: CheckedJob, must: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a job that needs a catch and the success of all that it catches."""
    caught = next(item.job for item in catch.depends_on if item.job in must)
    return RULE.at(
        job.name.span,
        f"job `{job.name.text}` can never start: `{catch.name}` runs only when `{caught}` fails, and both must succeed",
        label="can never start",
        related=(Label(catch.origin, f"`{catch.name}` catches a failure"),),
        help=f"do not wait for `{catch.name}`, or let `{job.name.text}` run on `[success, failure]`",
    )
