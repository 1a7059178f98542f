"""An image that is deployed elsewhere comes from a registry that can be reached from there.

`localhost` is the host that pulls. Where an environment has other hosts than the one on which the pipeline is built,
each of them looks for the registry on itself: the deployment fails there, or takes what another registry holds under
the same name.

## Bad

```yaml
version: 1
name: shop
jobs:
  deploy:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: localhost:5000/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
environments:
  production:
    runner: compose
    target: {hosts: ["ssh://deploy@one.example"], directory: /srv/shop}
```

## Good

```yaml
version: 1
name: shop
jobs:
  deploy:
    deploy: {environment: production, strategy: {type: all-at-once}}
components:
  web:
    image: registry.example/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
environments:
  production:
    runner: compose
    target: {hosts: ["ssh://deploy@one.example"], directory: /srv/shop}
```

## Fix

None: which registry holds the image cannot be known.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import NOWHERE, Diagnostic, Label, Rule
from ...ir.release import Environment
from ...ir.values import Image
from ..subjects import DeploymentSubject

RULE = Rule("PC522", "local-registry", "warning")

_LOCAL: Final = r"(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1\])(?::\d+)?/"
_HOST: Final = r"\w+://(?:[^@/]*@)?(?:localhost|127(?:\.\d+){3}|\[::1\])(?:[:/]|$)"


def check_deployment(deployment: DeploymentSubject) -> Iterator[Diagnostic]:
    """Yield a warning for each image of this host that a deployment takes to another."""
    host = _other_host(deployment.environment)
    for component in deployment.components if host else ():
        image = component.image
        if isinstance(image, Image) and re.match(_LOCAL, image.reference) and image.origin != NOWHERE:
            registry = image.reference.partition("/")[0]
            target = Label(deployment.environment.origin, f"`{host}` is another host")
            yield RULE.at(
                image.origin,
                f"environment `{deployment.environment.name}` looks for `{registry}` on its own hosts",
                label=f"not the registry of `{host}`",
                related=(target,) if target.span != NOWHERE else (),
                help="push the image to a registry that those hosts reach",
            )


def _other_host(environment: Environment) -> str:
    """Return a host of an environment that is surely not this one; empty when there is none."""
    target = environment.target
    written = (target.address or "",) if environment.runner == "nomad" else target.hosts
    return next((host for host in written if "://" in host and "$" not in host and not re.match(_HOST, host)), "")
