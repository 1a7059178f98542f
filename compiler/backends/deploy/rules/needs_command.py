"""A component on a systemd host says which program to start.

An image knows its own program, an artifact does not. The command is run in the artifact's directory, so that
`./serve` is a file of the artifact.

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
    artifact: build.site
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

None: the program cannot be guessed.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.release import Component, Environment

RULE = Rule("PC771", "unit-needs-command", "error")


def needs_command(component: Component, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a component without command in a systemd environment."""
    return RULE.at(
        component.origin,
        f"the component `{component.name}` has no `command`, and the environment `{environment.name}` cannot guess one",
        label="nothing to start",
        related=(Label(environment.origin, "runs on systemd"),),
        help="add `command: [./PROGRAM]`; it is run in the artifact's directory",
    )
