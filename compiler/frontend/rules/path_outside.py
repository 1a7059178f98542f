"""A path stays inside the workspace.

Each job works in a workspace of its own, and `working_directory`, artifacts and the places of inputs are relative to
it. What is outside belongs to the machine: it differs from runner to runner, and other jobs can see it.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
        working_directory: ../tests
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
        working_directory: tests
```

## Fix

Unsafe: the `/` and `../` before it are left out; another place in the workspace may be meant.
"""

import re
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ..tree import Scalar

_LEADING: Final = re.compile(r"(?:\.?\.?/)+")

RULE = Rule("PC204", "path-outside-workspace", "error")


def path_outside(node: Scalar, path: str) -> Diagnostic:
    """Return the diagnostic of a path that is absolute, leads out by `..`, or cannot be one."""
    if "\0" in path:
        return RULE.at(node.span, "the path has a NUL character in it", label="not a path", help="remove it")
    why = "is absolute" if path.startswith("/") else "leads out of the workspace"
    return RULE.at(
        node.span,
        f"the path `{path}` {why}",
        label="outside the workspace",
        help="write a path relative to the workspace, without `..` that leads out of it",
        fix=_inside(node, path),
    )


def _inside(node: Scalar, path: str) -> Fix | None:
    """Return the fix that leaves out what leads outside before a path."""
    found = _LEADING.match(path)
    rest = path[found.end() :] if found else ""
    if not rest or ".." in rest or node.text != path or node.used is not None or node.style in {"literal", "folded"}:
        return None
    start = node.span.start + (node.style != "plain")
    edit = Edit(Span(node.span.path, start, start + len(path) - len(rest)), "")
    return Fix(f"write `{rest}`", safe=False, edits=(edit,))
