"""A checkout on Nomad needs a place from which a node can fetch the repository.

A job's workspace starts as the commit's tree. Nomad's nodes have no copy of it, so the profile names the repository
or a source archive with its checksum. Without one the job would start in an empty directory.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        script: make test
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
```

## Fix

None: set `git_source` in `[targets.nomad]` of `.pipec.toml`, or `checkout: false` if the job needs no sources.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC710", "checkout-source", "error")


def no_source(job: Job) -> Diagnostic:
    """Say that the profile has no git source for the checkout of `job`."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` checks out the repository, and the profile of `nomad` does not say from where",
        label="starts with a checkout",
        help="set `git_source` in `[targets.nomad]` of `.pipec.toml`, or `checkout: false` here",
    )
