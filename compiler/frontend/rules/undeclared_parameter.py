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

from ...diagnostics import Diagnostic, Rule, Span
from ...diagnostics.nearest import nearest

RULE = Rule("PC406", "undeclared-parameter", "error")


def undeclared(name: str, known: tuple[str, ...], span: Span) -> Diagnostic:
    """Return the diagnostic of `--var` for a parameter that the file does not declare."""
    near = nearest(name, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        span,
        f"`{name}` was given, but the pipeline declares no such parameter",
        help=f"did you mean `{near}`?" if near else (f"it declares {listed}" if known else "declare it under `params`"),
    )
