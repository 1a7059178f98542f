"""An image names the registry that holds it.

Without a registry's host before it an image is looked for at Docker Hub, whose images have a name, or a namespace and a
name: `python`, `grafana/loki`. A name of three parts or more cannot be there. Its first part was meant as a registry,
and is none: a host has a dot or a port in it, or is `localhost`. The first machine that has no copy of the image says
that it does not exist, or that access is denied. An image with a digest is exempt: somebody has asked for it.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: ghcr/acme/builder:2.1
        script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: ghcr.io/acme/builder:2.1
        script: make test
```

## Fix

Unsafe: the host is written where the first part is that of a registry which everybody knows, or which another image of
the file names.
"""

import re
from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ..images import images
from ..subjects import ImageSubject

RULE = Rule("PC521", "missing-registry", "warning")

_HUB: Final = "docker.io/"
_KNOWN: Final = {"gcr": "gcr.io", "ghcr": "ghcr.io", "lscr": "lscr.io", "mcr": "mcr.microsoft.com", "quay": "quay.io"}


def check_image(image: ImageSubject) -> Iterator[Diagnostic]:
    """Yield a warning for an image whose first part was meant as a registry and is taken for a namespace."""
    name = image.reference.name
    if not name.startswith(_HUB) or name.count("/") <= 2 or image.reference.digest:
        return
    first = image.text.partition("/")[0]
    span = image.pipeline.context.locate(image.node, 0, len(first))
    if "." in first:
        yield RULE.at(
            span,
            f"Docker Hub has no image of {name.count('/')} parts: `{name.removeprefix(_HUB)}` lies elsewhere",
            label="holds `NAME` and `NAMESPACE/NAME`",
            help="write the host of the registry that holds the image",
        )
        return
    host = _host(image, first)
    yield RULE.at(
        span,
        f"`{first}` is no registry's host, and Docker Hub, where the image is looked for, has none of so many parts",
        label="no dot, no port",
        help=f"did you mean `{host}/{image.text.partition('/')[2]}`?"
        if host
        else f"write the whole host of the registry, such as `{first}.example/{image.text.partition('/')[2]}`",
        fix=_fix(image, span, first, host),
    )


def _host(image: ImageSubject, first: str) -> str:
    """Return the host that was surely meant; empty when there is none, or more than one."""
    hosts = {other.text.partition("/")[0] for other in images(image.pipeline) if "/" in other.text}
    meant = {host for host in hosts if re.split(r"[.:]", host)[0] == first and host != first}
    if first in _KNOWN:
        meant.add(_KNOWN[first])
    return meant.pop() if len(meant) == 1 else ""


def _fix(image: ImageSubject, span: Span, first: str, host: str) -> Fix | None:
    source = image.pipeline.source(image.node)
    if not host or source is None or source.text[span.start : span.end] != first:
        return None
    return Fix(f"write `{host}`", safe=False, edits=(Edit(span, host),))
