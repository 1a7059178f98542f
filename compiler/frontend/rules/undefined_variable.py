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

Safe where a letter, the case or a dash is wrong, unsafe where another name is guessed. The name of a
parameter becomes `${params.NAME}`, which is safe.
"""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule, Span
from ...diagnostics.nearest import nearest
from ..patches import write_name
from ..scope import Scope
from ..wording import some_of

RULE = Rule("PC401", "undefined-variable", "error")


def undefined(scope: Scope, name: str, span: Span, name_span: Span) -> Diagnostic:
    """Return the diagnostic of a form at `span` whose variable, named at `name_span`, nothing defines in `scope`."""
    parameter = scope.context.params.get(name)
    if parameter is not None:
        return _parameter(name, span, parameter.declaration.name.span)
    near = nearest(name, scope.all_names())
    definition = scope.definition(near) if near else None
    names = [each for each in scope.names() if (scope, each) not in scope.resolving]
    known = f"\ndefined here: {some_of(sorted(names))}" if names else ""
    advice = f"define it in `environment`, or give a default: `${{{name}:-VALUE}}`"
    return RULE.at(
        span,
        f"the variable `{name}` is not defined in {scope.owner}",
        label="not defined",
        related=() if definition is None else (Label(definition, "one with a similar name is defined here"),),
        help=f"did you mean `${{{near}}}`?" if near else f"{advice}{known}",
        fix=write_name(name_span, name, near) if near else None,
    )


def _parameter(name: str, span: Span, declared: Span) -> Diagnostic:
    right = f"${{params.{name}}}"
    return RULE.at(
        span,
        f"`{name}` is a parameter, not a variable",
        label="no such variable",
        related=(Label(declared, "the parameter is declared here"),),
        help=f"write `{right}`",
        fix=Fix(f"write `{right}`", True, (Edit(span, right),)),
    )
