"""A component on Nomad needs an image.

Components on Nomad are containers. An artifact is for hosts without containers, which the runner `systemd` serves.

## Bad

```yaml target=nomad
version: 1
name: shop
jobs:
  build:
    checkout: false
    steps: [{name: make, script: make}]
    artifacts: {binary: {paths: [web]}}
  release:
    depends_on: [build]
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web: {artifact: build.binary, command: [./web]}
environments:
  production: {runner: nomad}
```

## Good

```yaml target=nomad
version: 1
name: shop
jobs:
  release:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
environments:
  production: {runner: nomad}
```

## Fix

None: build an image, or run the component on `systemd` hosts.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.release import ArtifactReference, Component

RULE = Rule("PC725", "component-artifact", "error")


def no_image(component: Component, artifact: ArtifactReference) -> Diagnostic:
    """Say that the component has no image."""
    return RULE.at(
        artifact.origin,
        f"component `{component.name}` consists of an artifact, and Nomad runs containers",
        label="not an image",
        help="give the component an `image`, or use the runner `systemd`",
    )
