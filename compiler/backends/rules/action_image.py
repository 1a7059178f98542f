"""An action needs an image that holds `pipec`.

On Nomad, Compose and Woodpecker `pipec` itself performs actions (`http_request`, `logger`, `health_check`,
`generator`), in the image that the target's profile names. It is given by digest, so that each run has the same one.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: say
        action: logger
        with: {message: hello}
```

## Good

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: say
        action: logger
        with: {message: hello}
```

```toml
[targets.woodpecker]
pipec_image = "registry.example/pipec@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
```

## Fix

None: only you know where your `pipec` image is.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.job import Step

RULE = Rule("PC702", "action-image", "error")


def action_without_image(step: Step, target: str) -> Diagnostic:
    """Say that the profile of `target` names no image for the action of `step`."""
    return RULE.at(
        step.origin,
        f"step `{step.name}` is an action, and the profile of `{target}` names no image that holds `pipec`",
        label="performed by `pipec` itself",
        help=f'set `pipec_image = "REPOSITORY@sha256:…"` in `[targets.{target}]` of `.pipec.toml`',
    )
