"""A job that is named in `depends_on`, in an input or in a component exists.

A misspelt name would leave the order of the jobs to chance.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  test:
    depends_on: [biuld]
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  test:
    depends_on: [build]
    steps:
      - script: make test
```

## Fix

Safe where a letter, the case or a dash is wrong, unsafe where another name is guessed.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span
from ..context import Context
from ..patches import write_name
from ..tree import Scalar
from ..wording import some_of

RULE = Rule("PC302", "unknown-job", "error")


def unknown_job(context: Context, name: Scalar, job: str) -> Diagnostic:
    """Return the diagnostic of a name in `depends_on` of `job` that no job has."""
    return _unknown(context, context.inside(name), name.text, f"job `{job}` depends on `{name.text}`")


def unknown_in_reference(context: Context, reference: Scalar, name: str, owner: str) -> Diagnostic:
    """Return the diagnostic of `JOB.NAME` whose job does not exist; `owner` takes it (`component web`)."""
    span = context.locate(reference, 0, len(name))
    return _unknown(context, span, name, f"{owner} takes `{reference.text}` from job `{name}`")


def _unknown(context: Context, span: Span, name: str, sentence: str) -> Diagnostic:
    jobs = context.document.jobs
    near = context.nearest(name, jobs)
    return RULE.at(
        span,
        f"{sentence}, which does not exist",
        label="no such job",
        related=(Label(jobs[near].name.span, "a job with a similar name is defined here"),) if near else (),
        help=f"did you mean `{near}`?" if near else f"the jobs are {some_of(sorted(jobs))}",
        fix=write_name(span, name, near) if near else None,
    )
