"""A job's condition must be one that a shell can test.

Whether a job is skipped is found by `/bin/sh` in its own image. Comparisons of texts, `&&`, `||`, `!`,
`startsWith`, `endsWith` and `contains` become shell; numbers, lists and their functions do not.

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
    conditional: length(job.count.outputs.parts) > 1
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
    conditional: job.count.outputs.parts != '1'
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


def inexpressible_condition(job: Job, reason: str) -> Diagnostic:
    """Return the problem of a job's condition; `reason` ends a sentence that begins with what it stands in."""
    return RULE.at(
        job.origin,
        f"the condition of job `{job.name}` {reason}, which Compose cannot test before the job",
        label="not a test of texts",
        help="publish the answer as an output of an earlier job, and compare it with `==`",
    )
