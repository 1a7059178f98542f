"""Artifacts that travel between jobs on Nomad need an artifact store.

Each job is an allocation of its own, on any node. What one job keeps reaches another only through a store that
both can reach, which the profile names.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    steps:
      - name: unit
        script: make test
    artifacts: {report: {paths: [report.xml]}}
  publish:
    checkout: false
    inputs: [test.report]
    steps:
      - name: send
        script: ./send report.xml
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    steps:
      - name: unit
        script: make test
      - name: send
        script: ./send report.xml
    artifacts: {report: {paths: [report.xml]}}
```

## Fix

None: set `artifact_store` in `[targets.nomad]` of `.pipec.toml`, or do the work in one job.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Input, Job

RULE = Rule("PC711", "input-store", "error")


def no_store(job: Job, item: Input) -> Diagnostic:
    """Say that the profile has no store through which the input could come."""
    return RULE.at(
        item.origin,
        f"job `{job.name}` takes `{item.job}.{item.artifact}`, and the profile of `nomad` names no artifact store",
        label="comes from another allocation",
        help="set `artifact_store` in `[targets.nomad]` of `.pipec.toml`",
    )
