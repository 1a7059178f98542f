"""The value of a variable does not lead back to itself.

A variable may be made of others. One that mentions its own name means the variable of the same name further out:
`PATH_LIST: ${PATH_LIST}:bin` in a job adds to that of `global_env`. Where nothing further out has the name, and where
variables need each other, there is no value to begin with.

## Bad

```yaml
version: 1
name: shop
global_env:
  HOST: web.${DOMAIN}
  DOMAIN: example.${HOST}
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
  HOST: web.${DOMAIN}
  DOMAIN: shop.example
jobs:
  test:
    steps:
      - script: make test
```

## Fix

None: only the author knows which variable has a value of its own.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..tree import Entry, Scalar

RULE = Rule("PC402", "variable-cycle", "error")


def cycle(keys: tuple[Scalar, ...], entry: Entry) -> Diagnostic:
    """Return the diagnostic of variables whose values need each other, in the order of need."""
    names = [key.text for key in keys]
    if len(names) == 1:
        return RULE.at(
            entry.value.span,
            f"the variable `{names[0]}` refers to itself, and nothing further out defines it",
            label="refers to itself",
            help=f"give a default, `${{{names[0]}:-VALUE}}`, or define it further out",
        )
    path = " → ".join(f"`{name}`" for name in (*names, names[0]))
    others = zip(keys[1:], (*names[2:], names[0]), strict=True)
    return RULE.at(
        keys[0].span,
        f"the variables need each other: {path}",
        label=f"needs `{names[1]}`",
        related=tuple(Label(key.span, f"needs `{name}`") for key, name in others),
        help="give one of them a value of its own",
    )
