"""A component that Compose runs is an image.

A component made of an artifact is unpacked on hosts without containers, by an environment with `runner: systemd`.

## Bad

```yaml target=compose
version: 1
name: shop
components:
  web: {artifact: test.bundle, command: [./serve]}
environments:
  production:
    runner: compose
jobs:
  test:
    artifacts: {bundle: {paths: [dist/**]}}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=compose
version: 1
name: shop
components:
  web:
    image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
environments:
  production:
    runner: compose
jobs:
  test:
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Fix

None: build an image and deploy that, or give the environment `runner: systemd`.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC741", "component-without-image", "error")


def component_without_image(component: Component, environment: Environment) -> Diagnostic:
    """Return the problem of a component that is an artifact."""
    return RULE.at(
        component.artifact.origin if component.artifact and component.artifact.origin.path else component.origin,
        f"component `{component.name}` is an artifact, and environment `{environment.name}` runs containers",
        label="not an image",
        related=(Label(environment.origin, "this environment runs on Compose"),),
        help="give the component an `image`, or the environment `runner: systemd`",
    )
