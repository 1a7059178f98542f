"""No value from outside is run as a program.

A value from outside in a variable is safe, until a shell reads it as a script: `eval "$TITLE"` and `sh -c "$TITLE"` run
whatever whoever opened the pull request wrote there.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: tell
        environment: {BRANCH: "${CI_COMMIT_BRANCH}"}
        script: eval "echo building $BRANCH"
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - name: tell
        environment: {BRANCH: "${CI_COMMIT_BRANCH}"}
        script: echo "building $BRANCH"
```

## Fix

None: only you know what the script is to do.
"""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC412", "tainted-eval", "warning")


def tainted_eval(span: Span, name: str, command: str, source: str) -> Diagnostic:
    """Return the warning of a variable whose value from `source` a `command` reads as a program."""
    where = "comes from outside" if source.strip("`") == name else f"holds {source}, which comes from outside,"
    return RULE.at(
        span,
        f"`{name}` {where} and `{command}` runs it as a program",
        label="whoever chooses the value runs commands here",
        help="use the variable as a value, without a further shell",
    )
