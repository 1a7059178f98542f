"""A component on a systemd host is an artifact, not an image.

systemd starts programs of the host; it has no containers. A component that runs there names the files to run as
`artifact: JOB.ARTIFACT`; for images there are the runners `compose` and `nomad`.

## Bad

```yaml target=deploy
version: 1
name: shop
jobs:
  build:
    steps:
      - name: build
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make
    artifacts:
      site:
        paths: [site/**]
  release:
    depends_on: [build]
    deploy:
      environment: production
      strategy: {type: all-at-once}
components:
  web:
    image: registry.example/web:1.4@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    command: [./serve]
environments:
  production:
    runner: systemd
```

## Good

```yaml target=deploy
version: 1
name: shop
jobs:
  build:
    steps:
      - name: build
        image: registry.example/make:4@sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210
        script: make
    artifacts:
      site:
        paths: [site/**]
  release:
    depends_on: [build]
    deploy:
      environment: production
      strategy: {type: all-at-once}
components:
  web:
    artifact: build.site
    command: [./serve]
environments:
  production:
    runner: systemd
```

## Fix

None: which artifact it is cannot be guessed.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC770", "runner-needs-artifact", "error")


def needs_artifact(component: Component, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a component with an image in a systemd environment."""
    origin = component.image.origin if component.image else NOWHERE
    return RULE.at(
        origin if origin is not NOWHERE else component.origin,
        f"the component `{component.name}` is an image, and the environment `{environment.name}` has no containers",
        label="systemd runs artifacts",
        related=(Label(environment.origin, "runs on systemd"),),
        help="give `artifact: JOB.ARTIFACT` instead, or use the runner `compose` or `nomad`",
    )
