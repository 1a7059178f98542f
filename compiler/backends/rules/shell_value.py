"""A step's run-time value is one that a shell can put together.

On Nomad, Compose and Woodpecker a small shell program fills in what is known only when a step starts. It joins texts,
variables and earlier steps' outputs, replaces, cuts and changes them, computes with whole numbers and says whether a
condition holds, as every runner does. Division, JSON and lists other than constant ones and the parts of `split` are
beyond it, and so are values that the runner does not give to steps.

## Bad

```yaml target=woodpecker
version: 1
name: shop
jobs:
  test:
    steps:
      - name: unit
        image: docker.io/library/alpine@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        environment: {QUOTED: "${{ toJSON(env.CI_COMMIT_BRANCH) }}"}
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
        environment: {BRANCH: "${{ env.CI_COMMIT_BRANCH }}"}
        script: |
          QUOTED=$(printf %s "$BRANCH" | jq -Rs .)
          make test QUOTED="$QUOTED"
```

## Fix

None: pass the parts as variables and put them together inside the script.
"""

from ...diagnostics import NOWHERE, Diagnostic, Rule
from ...ir.job import Step
from ...ir.values import Variable

RULE = Rule("PC701", "shell-value", "error")


def inexpressible_value(step: Step, variable: Variable, reason: str, target: str, help: str = "") -> Diagnostic:
    """Say that a variable of `step`, or an argument of its action, cannot be put together by a shell."""
    what = f"variable `{variable.name}`" if variable in step.environment else "an argument in `with`"
    return RULE.at(
        variable.origin if variable.origin != NOWHERE else step.origin,
        f"{what} of step `{step.name}` {reason}, and on `{target}` a shell puts values together",
        label="known only when the step starts",
        help=help or "pass the parts as variables and compute the value inside the script",
    )
