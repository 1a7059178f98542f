"""Every secret comes from somewhere that its runner can read.

A secret that a component's variable uses has a source under the environment's `secrets`. Nomad variables and Vault are
read by Nomad's own clients; on hosts a secret comes from a variable or a file of the deploying process.

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
    secrets: {DATABASE: {env: PASSWORD}}
environments:
  production:
    runner: systemd
    secrets:
      DATABASE: {nomad: shop/database, key: password}
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
    secrets: {DATABASE: {env: PASSWORD}}
environments:
  production:
    runner: systemd
    secrets:
      DATABASE: {env: DATABASE_PASSWORD}
```

## Fix

None: the source must be chosen.
"""

from ....diagnostics import Diagnostic, Label, Rule
from ....ir.expression.nearest import suggestion
from ....ir.release import Environment, SecretSource
from ..secrets import Use

RULE = Rule("PC780", "secret-source", "error")


def missing(use: Use, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a secret in a variable that has no source in the environment."""
    return RULE.at(
        use.origin,
        f"the secret `{use.name}` of the component `{use.component}` has no source in `{environment.name}`",
        label="comes from nowhere",
        related=(Label(environment.origin, "the environment"),),
        help=suggestion(use.name, (each.name for each in environment.secrets), "secrets of the environment"),
    )


def unreadable(source: SecretSource, environment: Environment) -> Diagnostic:
    """Return the diagnostic of a source that only Nomad can read."""
    return RULE.at(
        source.origin,
        f"the secret `{source.name}` comes from {source.kind.capitalize()}, which {environment.runner} cannot read",
        label="needs the runner `nomad`",
        related=(Label(environment.origin, f"runs on {environment.runner}"),),
        help="give `{env: VARIABLE}` or `{file: PATH}`",
    )
