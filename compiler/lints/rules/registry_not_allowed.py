"""An image comes from a registry that the repository's policy allows.

`allowed_registries` in the `[policy]` of `.pipec.toml` names the registries, or parts of them, from which images may
come. An image from elsewhere is one that nobody has agreed to: of unknown origin, or one that a mirror should serve.
Images count with the values that parameters and matrices give them; of those that the policy forbids by name nothing
more is said.

## Bad

```toml
[policy]
allowed_registries = ["registry.example"]
```

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: python:3.13
        script: pytest
```

## Good

```toml
[policy]
allowed_registries = ["registry.example"]
```

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/mirror/python:3.13
        script: pytest
```

## Fix

None: which image of which registry is meant has to be looked up.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label, Rule
from ...frontend.patterns import matches_image
from ..policy import owned_images
from ..subjects import Pipeline

RULE = Rule("PC880", "registry-not-allowed", "error")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield an error for each image that lies under none of the allowed patterns."""
    policy = pipeline.policy
    allowed = policy.allowed_registries if policy is not None else ()
    known = (*allowed, *policy.forbidden_images) if policy is not None else ()
    for image, owner in owned_images(pipeline) if allowed else ():
        if not any(matches_image(entry.text, image.repository) for entry in known):
            yield RULE.at(
                image.origin,
                f"the image of {owner}, `{image.repository}`, comes from a registry that the policy does not allow",
                label="not allowed",
                related=tuple(Label(entry.span, "allowed") for entry in allowed[:3]),
                help=f"use an image from {', '.join(f'`{entry.text}`' for entry in allowed)}",
            )
