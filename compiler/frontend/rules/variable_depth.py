"""A variable leads to its value through few others.

A variable may be made of variables that are made of variables, up to 32 levels. Nobody follows a longer chain, and a
file that was written to exhaust its reader has one.

## Bad

```yaml
version: 1
name: shop
global_env:
  V01: ${V02}
  V02: ${V03}
  V03: ${V04}
  V04: ${V05}
  V05: ${V06}
  V06: ${V07}
  V07: ${V08}
  V08: ${V09}
  V09: ${V10}
  V10: ${V11}
  V11: ${V12}
  V12: ${V13}
  V13: ${V14}
  V14: ${V15}
  V15: ${V16}
  V16: ${V17}
  V17: ${V18}
  V18: ${V19}
  V19: ${V20}
  V20: ${V21}
  V21: ${V22}
  V22: ${V23}
  V23: ${V24}
  V24: ${V25}
  V25: ${V26}
  V26: ${V27}
  V27: ${V28}
  V28: ${V29}
  V29: ${V30}
  V30: ${V31}
  V31: ${V32}
  V32: ${V33}
  V33: ${V34}
  V34: end
jobs:
  test:
    steps:
      - script: make test
```

## Good

```yaml
version: 1
name: shop
global_env:
  V01: ${V02}
  V02: end
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: only the author knows which variables are needed.
"""

from ...diagnostics import Diagnostic, Label, Rule, Span

RULE = Rule("PC403", "variable-depth", "error")


def too_deep(first: str, start: Span, span: Span, limit: int) -> Diagnostic:
    """Return the diagnostic of a chain of more than `limit` variables: `first` begins it at `start`."""
    return RULE.at(
        span,
        f"the variable `{first}` leads through more than {limit} others",
        label="given up here",
        related=(Label(start, "the chain begins here"),),
        help="let the variables refer to fewer others",
    )
