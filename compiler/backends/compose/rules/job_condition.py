"""A job's condition must be one that a shell can test.

Whether a job is skipped is found by `/bin/sh` in its own image, from how the jobs before it ended and what they
published, be they its own dependencies or those of another. What has to be read as JSON does not become shell, and the
outputs of a job with a matrix belong to no one instance.

## Bad

```yaml target=compose
version: 1
name: shop
jobs:
  count:
    outputs: [parts]
    steps:
      - name: count
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: echo parts=3 > "$PIPEC_OUTPUT"
  test:
    depends_on: [count]
    conditional: fromJSON(job.count.outputs.parts) == 3
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=compose
version: 1
name: shop
jobs:
  count:
    outputs: [parts]
    steps:
      - name: count
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: echo parts=3 > "$PIPEC_OUTPUT"
  test:
    depends_on: [count]
    conditional: job.count.outputs.parts == '3'
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: let the earlier job publish the answer as an output, and compare that.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC739", "job-condition-on-compose", "error")


def inexpressible_condition(job: Job, reason: str, help: str = "") -> Diagnostic:
    """Return the problem of a job's condition; `reason` says what it does, `help` what to do instead."""
    return RULE.at(
        job.origin,
        f"Compose cannot test the condition of job `{job.name}`: it {reason}",
        label="tested by a shell before the job",
        help=help or "read what a job without matrix publishes, or let an earlier job publish the answer as an output",
    )
