"""The `name` of a job, where it is given, is its key.

Other jobs, expressions and every emitted file call the job by its key. A second name would be known to nobody.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    name: unit-tests
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    name: test
    steps:
      - script: make test
```

## Fix

Safe: the name becomes the key, by which everything else calls the job already.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ..tree import Mapping, Scalar

RULE = Rule("PC301", "name-unlike-key", "error")


def name_unlike_key(body: Mapping, key: Scalar) -> Diagnostic:
    """Return the diagnostic of a job whose `name` differs from its key."""
    name = body.get("name")
    node = name if isinstance(name, Scalar) else key
    return RULE.at(
        node.span,
        f"the job `{key.text}` calls itself `{node.text}`",
        label="unlike its key",
        related=(Label(key.span, "the key"),),
        help=f"write `{key.text}`, or leave `name` out",
        fix=Fix(f"call it `{key.text}`", True, (Edit(node.span, key.text),)),
    )
