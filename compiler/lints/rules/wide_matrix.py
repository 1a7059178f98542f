"""A matrix is as wide as somebody meant it to be.

The axes of a matrix multiply, so that one more value costs a whole row of jobs: each fetches images, takes a place at
the runner and time to start. Above a hundred instances this asks for a second look: whether each combination says
something that no other does, and how many of them may run at once. Where `max_parallel` is written, somebody looked.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.10", "3.11", "3.12", "3.13", "3.14"]
      system: [alpine, arch, debian, fedora, ubuntu]
      database: [mariadb, mysql, oracle, postgres, sqlite]
    steps:
      - script: make test PYTHON=${matrix.python} SYSTEM=${matrix.system} DATABASE=${matrix.database}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    matrix:
      python: ["3.10", "3.11", "3.12", "3.13", "3.14"]
      system: [alpine, arch, debian, fedora, ubuntu]
      database: [mariadb, mysql, oracle, postgres, sqlite]
      max_parallel: 20
    steps:
      - script: make test PYTHON=${matrix.python} SYSTEM=${matrix.system} DATABASE=${matrix.database}
```

## Fix

None: which combinations are worth their time is the author's to say.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Label, Rule
from ...frontend.tree import Mapping, Sequence
from ..subjects import JobSubject

RULE = Rule("PC832", "wide-matrix", "hint")

_MOST: Final = 100


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint at a matrix of more than a hundred instances."""
    count = len(job.checked.instances)
    matrix = job.body.get("matrix")
    if count <= _MOST or not isinstance(matrix, Mapping) or matrix.get("max_parallel") is not None:
        return
    axes = [
        (entry.key, len(entry.value))
        for entry in matrix
        if entry.key.text in job.checked.axes and isinstance(entry.value, Sequence)
    ]
    product = " \u00d7 ".join(str(size) for _, size in axes)
    plain = len(axes) == len(job.checked.axes) and matrix.get("include") is None and matrix.get("exclude") is None
    yield RULE.at(
        job.key("matrix"),
        f"job `{job.name}` becomes {f'{product} = ' if plain and len(axes) > 1 else ''}{count} instances",
        label=f"{count} instances",
        related=tuple(Label(key.span, f"{size} values") for key, size in axes),
        help="leave out combinations (`exclude`), list those that matter (`include`), or write `max_parallel`",
    )
