"""A step's run-time condition is one that a shell can test.

Nomad, Compose and Woodpecker cannot test a condition between two steps, so a small shell program does. It compares
texts and numbers, knows `&&`, `||`, `!`, the status functions, whole-number arithmetic and the functions of texts, and
gives what every runner gives. Division, JSON, comparisons with `null` and lists other than constant ones and the parts
of `split` are beyond it. What is known at compile time is no matter: it is computed before.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: docker.io/library/alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        conditional: env.CI_PIPELINE_NUMBER / 2 > 10
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
        conditional: env.CI_PIPELINE_NUMBER > 20
        script: make test
```

## Fix

None: the condition has to be said in another way, or tested inside the script.
"""

from ...diagnostics import Diagnostic, Rule
from ...ir.job import Step

RULE = Rule("PC700", "shell-condition", "error")


def inexpressible_condition(step: Step, reason: str, target: str, help: str = "") -> Diagnostic:
    """Say that the condition of `step` cannot become shell."""
    return RULE.at(
        step.origin,
        f"the `conditional` of step `{step.name}` {reason}, and on `{target}` a shell tests conditions",
        label="this step's condition",
        help=help
        or "test it inside the script, or publish the answer as an output of an earlier step and compare that",
    )
