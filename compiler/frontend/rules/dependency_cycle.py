"""Jobs do not wait for each other in a circle.

A job starts when those in its `depends_on`, and those whose artifacts it takes, have ended. In a circle none can be
the first. The shortest circle is shown, with each place that makes a job wait.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    depends_on: [test]
    steps:
      - script: make
  test:
    depends_on: [build]
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

None: only the author knows which job comes first.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span
from ..document import Document
from ..tree import Mapping, Scalar

RULE = Rule("PC304", "dependency-cycle", "error")


def dependency_cycle(document: Document, cycle: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of the shortest cycle: each job waits for the next, the last for the first."""
    edges = [(job, cycle[(index + 1) % len(cycle)]) for index, job in enumerate(cycle)]
    cut = max(range(len(edges)), key=lambda index: _place(document, *edges[index]).start)
    job, dependency = edges[cut]
    path = " → ".join(f"`{name}`" for name in (*cycle, cycle[0]))
    related = tuple(
        Label(_place(document, name, wanted), f"`{name}` waits for `{wanted}`")
        for index, (name, wanted) in enumerate(edges)
        if index != cut
    )
    return RULE.at(
        _place(document, job, dependency),
        f"the jobs wait for each other: {path}",
        label=f"`{job}` waits for `{dependency}`",
        related=related,
        help=f"cut one of these edges, for example remove `{dependency}` from what `{job}` waits for",
    )


def _place(document: Document, job: str, dependency: str) -> Span:
    declaration = document.jobs[job]
    for name in declaration.depends_on:
        if name.text == dependency:
            return name.span
    for node in declaration.inputs:
        reference = node.get("artifact") if isinstance(node, Mapping) else node
        if isinstance(reference, Scalar) and reference.text.partition(".")[0] == dependency:
            return reference.span
    return declaration.name.span
