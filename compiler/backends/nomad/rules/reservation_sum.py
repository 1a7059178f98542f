"""A job that changes its image reserves its resources once for each change.

On Nomad consecutive steps of one image are one task, and each change of image is a further task. Nomad reserves for
all tasks of a group from the beginning, though they run one after another, so the job takes that many times its
limits from a node.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    resources: {memory: 1GiB}
    steps:
      - name: build
        image: registry.example/gcc@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        script: make
      - name: unit
        image: registry.example/python@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        script: make test
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  test:
    checkout: false
    resources: {memory: 1GiB}
    steps:
      - name: build
        image: registry.example/tools@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        script: make
      - name: unit
        image: registry.example/tools@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        script: make test
```

## Fix

None: use one image for neighbouring steps, or accept the reservation.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job
from ..batch import StepTask

RULE = Rule("PC712", "reservation-sum", "hint")


def several_tasks(job: Job, tasks: tuple[StepTask, ...]) -> Diagnostic:
    """Say how many times the job's resources are reserved."""
    return RULE.at(
        tasks[1].steps[0].origin,
        f"Nomad reserves the resources of `{job.name}` {len(tasks)} times, once for each run of steps with one image",
        label="begins another task",
        help="neighbouring steps of one image share a task and its reservation",
    )
