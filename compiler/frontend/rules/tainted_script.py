"""Nothing that comes from outside is put into a script.

Parameters, branch names, commit messages and results of other jobs are chosen by others. Put into the text of a
script, a branch named `main; curl …` runs as commands. In a variable the same text stays a text: the shell does not
read it again. Numbers, booleans and enums of harmless words may stand in a script.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    steps:
      - script: |
          ./release --title "${trigger.message}"
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    steps:
      - environment:
          MESSAGE: ${trigger.message}
        script: |
          ./release --title "$MESSAGE"
```

## Fix

Unsafe: the value goes into a variable, and the script uses it; whether it needs quotes there is for the author to
see.
"""

from ...diagnostics import Diagnostic, Fix, Rule, Span

RULE = Rule("PC410", "tainted-script", "error")


def tainted(span: Span, source: str, variable: str, value: str, fix: Fix | None) -> Diagnostic:
    """Return the diagnostic of a form in a script whose value comes from outside.

    `source` names where from; `variable` is a name for the value, which stands for `value` in `environment`, or is
    seen by the script already where that is empty.
    """
    advice = f'the script sees the variable: write `"${variable}"`'
    if value:
        advice = f'put it into `environment`, `{variable}: {value}`, and write `"${variable}"`'
    return RULE.at(
        span,
        f"{source} comes from outside and would be put into a script",
        label="whoever chooses the value runs commands here",
        help=advice,
        fix=fix,
    )


def tainted_without_variables(span: Span, source: str) -> Diagnostic:
    """Return the same for a script that has no `environment` beside it."""
    return RULE.at(
        span,
        f"{source} comes from outside and would be put into a script",
        label="whoever chooses the value runs commands here",
        help="numbers, booleans and parameters with an `enum` of plain words may stand here",
    )
