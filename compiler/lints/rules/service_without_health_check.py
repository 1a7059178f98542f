"""A job's steps begin when its services answer.

Steps wait for the health of a service. One without `health_check` counts as healthy as soon as its process runs: a
database takes seconds more until it takes connections, and the first test fails on a slow day. Nothing is said of a
service without `ports`, nor where a script of the job waits itself (`until …`, `pg_isready`, `wait-for-it`, `nc -z`,
`sleep`, retries of `curl`).

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    services:
      database:
        image: docker.io/library/postgres:17
        ports: [5432]
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    services:
      database:
        image: docker.io/library/postgres:17
        ports: [5432]
        health_check: {type: command, command: pg_isready}
    steps:
      - script: make test
```

## Fix

Unsafe: the service gets a check that something listens at its first port; a command that asks it is better.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Fix, Rule
from ...frontend.patches import add_key
from ...frontend.tree import Entry, Mapping, Scalar, Sequence
from ..subjects import JobSubject

RULE = Rule("PC637", "service-without-health-check", "hint")

_WAITS: Final = (
    r"\b(?:until|while|sleep|wait|nc|ncat|netcat|dockerize|retry|retries|pg_isready|mysqladmin|mongosh)\b"
    r"|wait[-_]|--retry|redis-cli|healthz?\b|is[-_]ready"
)


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each service that is used before it may answer."""
    services = job.body.get("services")
    if not isinstance(services, Mapping) or _waits(job):
        return
    for entry in services:
        body = entry.value
        ports = body.get("ports") if isinstance(body, Mapping) else None
        if isinstance(body, Mapping) and isinstance(ports, Sequence) and len(ports) and not body.get("health_check"):
            yield RULE.at(
                entry.key.span,
                f"the steps of job `{job.name}` begin before the service `{entry.key.text}` may answer",
                label="not waited for",
                help="add a `health_check`, such as a `command` that asks the service",
                fix=_fix(job, entry, body, ports),
            )


def _waits(job: JobSubject) -> bool:
    """Tell whether a step of the job may wait by itself."""
    for step in job.steps:
        if step.step.action is not None and step.step.action.type == "health_check":
            return True
        if re.search(_WAITS, step.step.script or ""):
            return True
    return False


def _fix(job: JobSubject, entry: Entry, body: Mapping, ports: Sequence) -> Fix | None:
    first, source = ports.items[0], job.pipeline.source(entry.key)
    if source is None or not isinstance(first, Scalar) or not first.text.isdecimal():
        return None
    check = f"{{type: tcp, port: {first.text}}}"
    edit = add_key(body, "health_check", check, source)
    return None if edit is None else Fix(f"add `health_check: {check}`", safe=False, edits=(edit,))
