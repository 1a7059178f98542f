"""A limit of a matrix limits something.

`max_parallel` says how many instances of a job may run at once, `fail_fast` that the rest is cancelled when one fails.
A matrix with no more instances than that is not limited, and where there is one instance there is no rest. A matrix
whose values are computed is left alone: it may be wider with other parameters.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.12", "3.13"]
      max_parallel: 4
    steps:
      - script: make test PYTHON=${matrix.python}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.12", "3.13"]
      max_parallel: 1
    steps:
      - script: make test PYTHON=${matrix.python}
```

## Fix

Safe: the limit is removed; as many instances run at once as before.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Rule
from ...frontend.removals import merges, remove_key
from ...frontend.tree import Entry, Mapping, Scalar
from ..subjects import JobSubject

RULE = Rule("PC833", "idle-matrix-limit", "hint")


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each limit that the number of instances keeps anyway."""
    matrix = job.body.get("matrix")
    if not isinstance(matrix, Mapping) or not job.checked.expanded:
        return
    count = len(job.checked.instances)
    for entry in matrix:
        if not _is_idle(entry, count) or _is_computed(job, matrix):
            continue
        source, key = job.pipeline.source(entry.key), entry.key.text
        if source is None or merges(matrix, entry, source):
            continue
        instances = "one instance" if count == 1 else f"{count} instances"
        yield RULE.at(
            entry.key.span,
            f"`{key}` limits nothing: the matrix has {instances}",
            label="limits nothing",
            help=f"remove `{key}`",
            fix=remove_key(matrix, key, source, title=f"remove `{key}`", safe=True),
        )


def _is_idle(entry: Entry, count: int) -> bool:
    value = entry.value.text if isinstance(entry.value, Scalar) else ""
    if entry.key.text == "max_parallel":
        return value.isdecimal() and int(value) >= count
    return entry.key.text == "fail_fast" and value == "true" and count == 1


def _is_computed(job: JobSubject, matrix: Mapping) -> bool:
    source = job.pipeline.source(matrix)
    return source is None or "${" in source.text[matrix.span.start : matrix.span.end]
