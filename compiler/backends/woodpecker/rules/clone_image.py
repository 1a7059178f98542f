"""A checkout of more than one commit, or with submodules, needs the clone plugin's image.

Woodpecker's server clones one commit without submodules, with an image of its own choice. A workflow that asks for
more has to name the image itself, and it is named by digest like all others: `clone_image` of the target's profile.
Images of `docker.io/woodpeckerci/plugin-git` are trusted with the repository's credentials whatever their tag or
digest; others have to be in the server's `WOODPECKER_PLUGINS_TRUSTED_CLONE`.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    checkout: {depth: 0}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

## Good

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    checkout: {depth: 0}
    steps:
      - name: unit
        image: registry.example/tools@sha256:1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f
        script: make test
```

```toml
[targets.woodpecker]
clone_image = "quay.io/woodpeckerci/plugin-git@sha256:3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e"
```

## Fix

None: the digest has to be looked up in the registry.
"""

from ....diagnostics import Diagnostic, Rule
from ....ir.job import Job

RULE = Rule("PC769", "woodpecker-clone-image", "error")


def clone_without_image(job: Job, plugin: str) -> Diagnostic:
    """Say that the profile names no image that could clone as `job` wants; `plugin` is the one of this version."""
    return RULE.at(
        job.origin,
        f"job `{job.name}` wants a checkout with more than one commit or with submodules, and the profile of "
        "`woodpecker` names no image that clones",
        label="more than the server's own clone",
        help=f'set `clone_image = "{plugin}@sha256:…"` in `[targets.woodpecker]` of `.pipec.toml`',
    )
