"""Two inputs do not write the same file.

Each input keeps the relative paths of its artifact, below its `path`. Where two artifacts hold the same file at the
same place, which of them wins would depend on their order. What globs select is known only when the files are there,
and is then checked by the runner; what is written out without wildcards is checked here.

## Bad

```yaml
version: 1
name: shop
jobs:
  unit:
    steps:
      - name: unit
        script: make unit > report.txt
    artifacts:
      report: {paths: [report.txt]}
  style:
    steps:
      - name: style
        script: make style > report.txt
    artifacts:
      report: {paths: [report.txt]}
  publish:
    inputs: [unit.report, style.report]
    steps:
      - name: publish
        script: make publish
```

## Good

```yaml
version: 1
name: shop
jobs:
  unit:
    steps:
      - name: unit
        script: make unit > report.txt
    artifacts:
      report: {paths: [report.txt]}
  style:
    steps:
      - name: style
        script: make style > report.txt
    artifacts:
      report: {paths: [report.txt]}
  publish:
    inputs:
      - {artifact: unit.report, path: unit}
      - {artifact: style.report, path: style}
    steps:
      - name: publish
        script: make publish
```

## Fix

None: only you know where each should arrive.
"""

from ...diagnostics import Diagnostic, Label, Rule
from ..checked import CheckedInput

RULE = Rule("PC313", "input-collision", "error")


def collision(item: CheckedInput, first: CheckedInput, path: str) -> Diagnostic:
    """Return the diagnostic of an input that writes a file which an earlier one writes too."""
    return RULE.at(
        item.origin,
        f"the inputs `{first.job}.{first.artifact}` and `{item.job}.{item.artifact}` both write `{path}`",
        label="the second one",
        related=(Label(first.origin, "the first one"),),
        help="give one of them a `path` of its own",
    )
