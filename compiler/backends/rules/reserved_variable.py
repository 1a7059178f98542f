"""Variables whose names begin with `PIPEC_` are set by pipec.

The program that runs a step on Nomad, Compose and Woodpecker keeps its own variables under this prefix, in capitals
and in small letters, and would overwrite or be misled by others.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: docker.io/library/alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        environment: {PIPEC_MODE: fast}
        script: make test
```

## Good

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: docker.io/library/alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        environment: {SHOP_MODE: fast}
        script: make test
```

## Fix

None: rename the variable where it is set and where it is read.
"""

from ...diagnostics import NOWHERE, Diagnostic, Rule
from ...ir.job import Step
from ...ir.values import Variable

RULE = Rule("PC704", "reserved-variable", "error")


def reserved(variable: Variable, step: Step) -> Diagnostic:
    """Say that the name of `variable` is not the user's."""
    return RULE.at(
        variable.origin if variable.origin != NOWHERE else step.origin,
        f"variable `{variable.name}` has a name that is set by pipec itself",
        label="names that begin with `PIPEC_` are reserved",
        help="give the variable another name",
    )
