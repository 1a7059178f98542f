"""What tells why a job failed is kept when it fails.

An artifact is kept when its job succeeds. Test results, logs and screenshots are wanted in the other case: the run is
red, and what it would have shown is gone. This goes by the name of an artifact and by its paths (`junit`,
`test-results`, `test-reports`, `logs`, `*.log`, `screenshots`); where `when` is written, or every step may fail
without failing the job, nothing is said.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    artifacts:
      junit: {paths: [build/junit/*.xml]}
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    artifacts:
      junit: {paths: [build/junit/*.xml], when: always}
    steps:
      - script: make test
```

## Fix

Unsafe: the artifact gets `when: always`; it is then also packed where the job fails before it is made.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Fix, Rule
from ...frontend.patches import add_key
from ...frontend.tree import Mapping
from ..subjects import JobSubject

RULE = Rule("PC638", "report-lost-on-failure", "hint")

_NAMES: Final = (
    r"(?i)(?:^|[/_.-])(?:junit|test[-_]?(?:results?|reports?|logs?)|surefire[-_]reports|logs|screenshots)(?:[/_.-]|$)"
    r"|[^/]\.log$|(?:^|/)\*\.log$"
)


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each artifact of evidence that is thrown away when the job fails."""
    written = job.body.get("artifacts")
    if not job.job.artifacts or not isinstance(written, Mapping) or _cannot_fail(job):
        return
    for artifact in job.job.artifacts:
        body = written.get(artifact.name)
        if not isinstance(body, Mapping) or body.get("when") is not None:
            continue
        if not re.search(_NAMES, artifact.name) and not all(re.search(_NAMES, path) for path in artifact.paths):
            continue
        source = job.pipeline.source(body)
        edit = None if source is None else add_key(body, "when", "always", source)
        yield RULE.at(
            artifact.origin,
            f"artifact `{artifact.name}` is lost when job `{job.name}` fails, which is when it is wanted",
            label="kept on success alone",
            help="write `when: always`",
            fix=None if edit is None else Fix("write `when: always`", safe=False, edits=(edit,)),
        )


def _cannot_fail(job: JobSubject) -> bool:
    return all(step.step.continue_on_failure for step in job.steps)
