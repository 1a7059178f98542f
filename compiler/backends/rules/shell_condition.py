"""A step's run-time condition is one that a shell can test.

Nomad, Compose and Woodpecker cannot test a condition between two steps, so a small shell program does. It knows `==`
and `!=` of texts, `&&`, `||`, `!`, the status functions, `startsWith`, `endsWith`, `contains` of texts, `default` and
the values of variables and of earlier steps' outputs. Numbers, lists and the other functions are beyond it.
What is known at compile time is no matter: it is computed before.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: docker.io/library/alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        conditional: lower(env.CI_COMMIT_BRANCH) == 'main'
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
        conditional: env.CI_COMMIT_BRANCH == 'main'
        script: make test
```

## Fix

None: the condition has to be said in another way, or tested inside the script.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.job import Step

RULE = Rule("PC700", "shell-condition", "error")


def inexpressible_condition(step: Step, reason: str, target: str) -> Diagnostic:
    """Say that the condition of `step` cannot become shell."""
    return RULE.at(
        step.origin,
        f"the `conditional` of step `{step.name}` {reason}, and on `{target}` a shell tests conditions",
        label="this step's condition",
        help="compare texts with `==`, `!=`, `startsWith`, `endsWith` or `contains`, or test it inside the script",
    )
