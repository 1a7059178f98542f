"""A health check over the network says at which port.

`http` and `tcp` checks connect to a port of the instance: a number, or the name of one of its `ports`. Only a check of
type `command` needs none.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    ports:
      - {name: http, container: 8080}
    health_check: {type: http, path: /healthz}
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    ports:
      - {name: http, container: 8080}
    health_check: {type: http, port: http, path: /healthz}
```

## Fix

Unsafe: where there is one port only, the check gets it.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.release import Port
from ..tree import Mapping

RULE = Rule("PC606", "health-check-without-port", "error")


def without_port(check: Mapping, kind: str, ports: tuple[Port, ...]) -> Diagnostic:
    """Return the diagnostic of an http or tcp check without port."""
    example = ports[0].container if ports else 8080
    return RULE.at(
        check.span,
        f"the health check of type `{kind}` has no `port`",
        label="which port?",
        help=f"add `port: {example}`",
    )
