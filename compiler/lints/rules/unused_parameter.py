"""A parameter that is declared is used.

A value that a caller gives for it changes nothing, and whoever reads the file looks for what it does. A parameter is
used where `params.NAME` is read, and where a variable of its name is defined or read, which the caller's value
replaces. One that an included file declares may serve other pipelines: nothing is said of it.

## Bad

```yaml
version: 1
name: shop
params:
  region: {default: eu}
  colour: {default: blue}
jobs:
  build:
    environment: {REGION: "${params.region}"}
    steps:
      - script: make
```

## Good

```yaml
version: 1
name: shop
params:
  region: {default: eu}
  COLOUR: {default: blue}
jobs:
  build:
    environment: {REGION: "${params.region}", COLOUR: green}
    steps:
      - script: make
```

## Fix

Unsafe: the parameter is removed; a caller that still gives it a value is refused.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Fix, Rule
from ...frontend.document import as_mapping
from ...frontend.removals import remove_nested
from ..subjects import Pipeline
from ..uses import EVERY, reads_parameters

RULE = Rule("PC850", "unused-parameter", "hint")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a hint for each parameter that nothing in the file reads."""
    params = pipeline.document.params
    source = pipeline.source(pipeline.body)
    if source is None or reads_parameters(source.text, params):
        return
    uses = pipeline.uses
    if EVERY in uses.parameters or EVERY in uses.variables:
        return
    used = uses.parameters | uses.variables | uses.in_scripts | uses.defined
    declared = as_mapping(pipeline.body.get("params"))
    for name, declaration in params.items():
        if name in used or not pipeline.owns(declaration.name.span):
            continue
        entry = declared.entry(name) if declared is not None else None
        edit = remove_nested(pipeline.body, "params", entry, pipeline.source(declaration.name))
        yield RULE.at(
            declaration.name.span,
            f"nothing reads the parameter `{name}`",
            label="not used",
            help=f"use it as `${{params.{name}}}`, or remove it",
            fix=None if edit is None else Fix("remove the parameter", safe=False, edits=(edit,)),
        )
