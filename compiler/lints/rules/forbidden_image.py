"""An image is not one that the repository's policy forbids.

`forbidden_images` in the `[policy]` of `.pipec.toml` names images that may not be used: what is no longer maintained,
what must not run there, what has a replacement. A pattern stands for all that lies under it. Images count with the
values that parameters and matrices give them.

## Bad

```toml
[policy]
forbidden_images = ["docker.io/library/centos"]
```

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: centos:7
        script: make test
```

## Good

```toml
[policy]
forbidden_images = ["docker.io/library/centos"]
```

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: almalinux:9
        script: make test
```

## Fix

None: what replaces the image is for the author to choose.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label, Rule
from ...frontend.patterns import matches_image
from ..policy import owned_images
from ..subjects import Pipeline

RULE = Rule("PC881", "forbidden-image", "error")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield an error for each image that a pattern of the policy forbids."""
    forbidden = pipeline.policy.forbidden_images if pipeline.policy is not None else ()
    for image, owner in owned_images(pipeline) if forbidden else ():
        entry = next((entry for entry in forbidden if matches_image(entry.text, image.repository)), None)
        if entry is not None:
            yield RULE.at(
                image.origin,
                f"the policy forbids the image of {owner}, `{image.repository}`",
                label="forbidden",
                related=(Label(entry.span, "by this pattern"),),
                help="use another image",
            )
