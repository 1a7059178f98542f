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

from ...diagnostics import Diagnostic, Fix, Rule
from ...ir.release import Port
from ..context import Context
from ..patches import add_key
from ..tree import Mapping, Scalar

RULE = Rule("PC606", "health-check-without-port", "error")


def without_port(context: Context, check: Mapping, kind: str, ports: tuple[Port, ...]) -> Diagnostic:
    """Return the diagnostic of an http or tcp check without port, of something with these `ports`."""
    node = check.get("type")
    place = node if isinstance(node, Scalar) else check
    example = ports[0].name if ports else "8080"
    source = context.source_of(place)
    edit = add_key(check, "port", example, source) if len(ports) == 1 and source is not None else None
    return RULE.at(
        place.span,
        f"the health check of type `{kind}` has no `port`",
        label="asks at a port",
        help=f"add `port: {example}`" if ports else f"add a port, for example `port: {example}`",
        fix=None if edit is None else Fix(f"add `port: {example}`", False, (edit,)),
    )
