"""A value is given only to a parameter that the pipeline declares.

`--var` and `--var-file` set parameters and nothing else. A misspelt name would leave the parameter at its default, and
the caller would believe that it was set.

## Bad

```yaml var.regoin=us
version: 1
name: shop
params:
  region: {type: string, default: eu}
jobs:
  test:
    environment:
      REGION: ${params.region}
    steps:
      - script: make test
```

## Good

```yaml var.region=us
version: 1
name: shop
params:
  region: {type: string, default: eu}
jobs:
  test:
    environment:
      REGION: ${params.region}
    steps:
      - script: make test
```

## Fix

None: the help names the parameter that was probably meant.
"""

from collections.abc import Mapping

from ...diagnostics import NOWHERE, Diagnostic, Label, Rule, Span
from ...diagnostics.nearest import nearest
from ..tree import Scalar
from ..wording import some_of

RULE = Rule("PC406", "undeclared-parameter", "error")


def undeclared(name: str, known: Mapping[str, Scalar], span: Span | None) -> Diagnostic:
    """Return the diagnostic of a value for a parameter that the file does not declare.

    `known` has the declared names, `span` is where a variables file gives the value.
    """
    near = nearest(name, known)
    declared = f"it declares {some_of(sorted(known))}" if known else "it declares none: declare it under `params`"
    return RULE.at(
        span or NOWHERE,
        f"`{name}` is given a value, but the pipeline declares no such parameter",
        label="no such parameter",
        related=(Label(known[near].span, "a parameter with a similar name is declared here"),) if near else (),
        help=f"did you mean `{near}`?" if near else declared,
    )
