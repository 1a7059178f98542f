"""The image of a job is locked: its digest is in the file or in `pipec.lock`.

A tag can be pointed at another image from one run to the next, and a test that failed yesterday passes today without
anybody having changed anything. With `--locked` this is an error.

## Bad

```yaml locked
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/make:4
        script: make test
```

## Good

```yaml locked
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/make:4
        script: make test
```

```json
{
  "images": {
    "registry.example/make:4": {
      "digest": "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    }
  }
}
```

## Fix

None: the digest has to be asked of the registry, which `pipec lock` does.
"""

from ...diagnostics import Diagnostic, Rule, Severity
from ...ir.values import Image

RULE = Rule("PC511", "unlocked-job-image", "warning")


def unlocked_job(image: Image, severity: Severity) -> Diagnostic:
    """Return the diagnostic of a job's image that is not locked: an error under `--locked`."""
    found = RULE.at(
        image.origin,
        f"the image `{image.reference}` is not locked",
        label="may change from one run to the next",
        help="`pipec lock` asks the registry for it; or write the digest (`NAME@sha256:…`)",
    )
    return found._replace(severity=severity)
