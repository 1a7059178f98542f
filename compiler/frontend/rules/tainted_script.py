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

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...ir.expression import Expression, path_of, render
from ...source import Source
from ..patches import add_variable
from ..tree import Mapping

RULE = Rule("PC410", "tainted-script", "error")


def tainted(span: Span, source: str, expression: Expression, step: Mapping | None, text: Source | None) -> Diagnostic:
    """Return the diagnostic of a form in a script whose value comes from outside."""
    path = path_of(expression)
    if len(path) == 2 and path[0] == "env":
        return _variable(span, source, path[1])
    name = _variable_name(render(expression))
    edits = (
        add_variable(step, name, f"${{{{ {render(expression)} }}}}", text)
        if step is not None and text is not None
        else ()
    )
    return RULE.at(
        span,
        f"{source} comes from outside and would be put into a script",
        label="whoever chooses the value runs commands here",
        help=f'put it into `environment` and use the variable: `{name}: ${{{{ {render(expression)} }}}}`, then `"${name}"`',
        fix=Fix(f"put it into the variable `{name}`", False, (Edit(span, f"${name}"), *edits)) if edits else None,
    )


def _variable(span: Span, source: str, name: str) -> Diagnostic:
    """A variable that the script sees anyway needs no other."""
    return RULE.at(
        span,
        f"{source} comes from outside and would be put into a script",
        label="whoever chooses the value runs commands here",
        help=f"the script sees the variable: write `\"${name}\"`",
        fix=Fix(f"write `${name}`", False, (Edit(span, f"${name}"),)),
    )


def _variable_name(text: str) -> str:
    root, _, rest = text.partition(".")
    words = rest if rest and root in {"env", "params", "matrix", "trigger"} else text
    name = "".join(char if char.isalnum() else "_" for char in words).strip("_").upper()[:40]
    return name if name and not name[0].isdigit() else f"VALUE_{name}"
