"""`RELEASE`, `PORT` and `PORT_…` of a component on a systemd host are the deployment's.

Each instance learns from these variables which release it runs and where it listens: two versions on one host cannot
listen on the same port. A value of your own would be lost.

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
    command: [./serve]
    environment: {PORT: 8080}
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
    environment: {HTTP_PORT: 8080}
environments:
  production:
    runner: systemd
```

## Fix

None: the program must read another variable.
"""

from ....diagnostics import NOWHERE, Diagnostic, Label, Rule
from ....ir.release import Component, Environment
from ....ir.values import Variable

RULE = Rule("PC782", "reserved-slot-variable", "error")


def reserved_variable(variable: Variable, component: Component, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a variable that each instance gets from the deployment."""
    return RULE.at(
        variable.origin if variable.origin is not NOWHERE else component.origin,
        f"the deployment sets `{variable.name}` of `{component.name}` in the environment `{environment.name}`",
        label="would be lost",
        related=(Label(environment.origin, "runs on systemd"),),
        help="remove it, and let the program listen on `PORT`, or give the variable another name",
    )
