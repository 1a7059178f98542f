"""A plain scalar reads the same in YAML 1.1 and 1.2.

Pipelines are YAML 1.2, where `on`, `012` and `1:30` are a text, twelve and a text. YAML 1.1, which many editors and
tools still read, takes them for true, ten and ninety. Quotes, or another spelling, mean the same to all.

## Bad

```yaml
version: 1
name: shop
global_env:
  DEBUG: on
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
  DEBUG: "on"
jobs:
  test:
    steps:
      - script: make test
```

## Fix

Safe where the value is a text to YAML 1.2: quotes keep it. None for numbers.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ..resolution import core_type
from ..tree import Scalar

RULE = Rule("PC031", "ambiguous-scalar", "warning")


def ambiguous_scalar(scalar: Scalar, reading: str) -> Diagnostic:
    """Return the diagnostic of a plain `scalar` in which YAML 1.1 sees `reading`, such as "a date"."""
    kind = core_type(scalar)
    text = scalar.text
    article = "an" if kind == "integer" else "a"
    quoted = f'"{text}"'
    fix = Fix(f"write `{quoted}`", safe=True, edits=(Edit(scalar.span, quoted),)) if kind == "string" else None
    return RULE.at(
        scalar.span,
        f"`{text}` is {article} {'text' if kind == 'string' else kind} here, but {reading} to readers of YAML 1.1",
        label=f"YAML 1.1: {reading}",
        help=f"write `{quoted}` if the text is meant"
        + ("" if kind == "string" else ", or the number without this form"),
        fix=fix,
    )
