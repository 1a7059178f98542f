"""Nothing waits for itself.

A job that waits for its own end never starts; neither does a component, and no release reaches an environment that
comes after itself. The steps of one job share a workspace, so a job needs no input from itself.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
  test:
    depends_on: [build, test]
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

Safe: the name is removed from a list that holds others too.
"""

from ...diagnostics import Diagnostic, Rule
from ..context import Context
from ..patches import remove_item
from ..tree import Mapping, Scalar

RULE = Rule("PC303", "self-dependency", "error")


def self_dependency(context: Context, name: Scalar, body: Mapping) -> Diagnostic:
    """Return the diagnostic of a job that names itself in `depends_on`."""
    return _depends(context, "job", name, body)


def own_component(context: Context, name: Scalar, body: Mapping) -> Diagnostic:
    """Return the diagnostic of a component that names itself in `depends_on`."""
    return _depends(context, "component", name, body)


def _depends(context: Context, kind: str, name: Scalar, body: Mapping) -> Diagnostic:
    return RULE.at(
        context.inside(name),
        f"{kind} `{name.text}` depends on itself",
        label=f"this very {kind}",
        help="remove it",
        fix=remove_item(body.get("depends_on"), name, context.source_of(name)),
    )


def own_artifact(reference: Scalar, name: str) -> Diagnostic:
    """Return the diagnostic of a job that takes its own artifact as an input."""
    return RULE.at(
        reference.span,
        f"job `{name}` takes its own artifact as an input",
        label="made by this very job",
        help="remove it: the steps of a job share one workspace",
    )


def own_environment(name: Scalar) -> Diagnostic:
    """Return the diagnostic of an environment that comes after itself."""
    return RULE.at(
        name.span,
        f"environment `{name.text}` comes after itself",
        label="this very environment",
        help="name the environment in which a release must have been healthy before",
    )
