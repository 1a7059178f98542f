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

Safe: a name that is misspelt becomes the nearest one that exists.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule, Span
from ...diagnostics.nearest import nearest
from ..context import Context
from ..document import Document
from ..tree import Scalar

RULE = Rule("PC302", "unknown-job", "error")


def unknown_job(name: Scalar, job: str, document: Document) -> Diagnostic:
    """Return the diagnostic of a name in `depends_on` of `job` that no job has."""
    return _unknown(name, name.span, name.text, f"job `{job}` depends on `{name.text}`", document)


def unknown_in_reference(context: Context, reference: Scalar, name: str, job: str) -> Diagnostic:
    """Return the diagnostic of `JOB.NAME` whose job does not exist."""
    owner = f"job `{job}` takes `{reference.text}`" if job else f"`{reference.text}` is wanted"
    return _unknown(
        reference, context.locate(reference, 0, len(name)), name, f"{owner} from `{name}`", context.document
    )


def _unknown(node: Scalar, span: Span, name: str, owner: str, document: Document) -> Diagnostic:
    near = nearest(name, document.jobs)
    related = (Label(document.jobs[near].name.span, "a job with a similar name is defined here"),) if near else ()
    known = ", ".join(f"`{job}`" for job in sorted(document.jobs))
    return RULE.at(
        span,
        f"{owner}, which does not exist",
        label="no such job",
        related=related,
        help=f"did you mean `{near}`?" if near else f"the jobs are {known}",
        fix=Fix(f"write `{near}`", True, (Edit(span, near),)) if near and node.style == "plain" else None,
    )
