"""A command that is one string can be split into its arguments.

No shell reads the `command` of a component or the `shell` of a step: the string is split at its spaces, quotes keep
an argument together, a backslash keeps the character after it. A quote that is not closed leaves open where the last
argument ends.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    command: serve --title "The shop
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test
components:
  web:
    image: registry.example/web:1.4
    command: serve --title "The shop"
```

## Fix

None: only the author knows where the argument ends.
"""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC203", "malformed-command", "error")


def malformed(node: Scalar, problem: str) -> Diagnostic:
    """Return the diagnostic of a command that cannot be split."""
    return RULE.at(
        node.span,
        f"the command cannot be split into arguments: {problem.lower()}",
        label="unbalanced quotes or a lone backslash",
        help="close the quotes, or write the command as a list of its arguments",
    )
