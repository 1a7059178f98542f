"""A variable that a text refers to is defined.

`${NAME}` stands for a variable of the step, the job, `global_env` or the system (`CI_…`). The environment of whoever
starts the pipeline is no source, so that a pipeline means the same everywhere. A parameter is `${params.NAME}`.

## Bad

```yaml
version: 1
name: shop
global_env:
  REGISTRY: registry.example
jobs:
  test:
    steps:
      - image: ${REGISTRI}/make:4
        script: make test
```

## Good

```yaml
version: 1
name: shop
global_env:
  REGISTRY: registry.example
jobs:
  test:
    steps:
      - image: ${REGISTRY}/make:4
        script: make test
```

## Fix

Unsafe: the nearest name is written, or, where a parameter has the name, `${params.NAME}`, which is safe.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Rule, Span
from ...diagnostics.nearest import nearest
from ...ir.system import SYSTEM_VARIABLES

RULE = Rule("PC401", "undefined-variable", "error")


def undefined(name: str, span: Span, owner: str, names: tuple[str, ...], is_parameter: bool) -> Diagnostic:
    """Return the diagnostic of `${NAME}` that nothing defines in `owner`."""
    near = nearest(name, (*names, *SYSTEM_VARIABLES))
    known = ", ".join(f"`{item}`" for item in sorted(set(names))[:8])
    help_ = (
        f"did you mean `${{{near}}}`?"
        if near
        else (f"defined here: {known}" if known else "define it in `environment`")
    )
    fix = None
    if is_parameter:
        help_ = f"`{name}` is a parameter: write `${{params.{name}}}`"
        fix = Fix(f"write `${{params.{name}}}`", True, (Edit(span, f"${{params.{name}}}"),))
    return RULE.at(
        span,
        f"the variable `{name}` is not defined in {owner}",
        label="not defined",
        help=f"{help_}; or give a default: `${{{name}:-value}}`" if not is_parameter else help_,
        fix=fix,
    )
