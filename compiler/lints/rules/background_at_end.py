"""What runs in the background ends with its step.

A step is over when its script is: its container goes, and with it the server that was just started for the next one.
What a job needs while its steps run is a service, with an image and a health check. Told is a script that starts
something with `&` and ends right there, in a step with an image.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/node:22
        script: npm start &
      - image: registry.example/node:22
        script: npm test
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/node:22
        script: |
          npm start &
          npm test
```

## Fix

None: whether it belongs into the next step or is a service cannot be known.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Rule
from ..commands import shown
from ..subjects import ScriptSubject

RULE = Rule("PC558", "background-at-end", "warning")


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a warning where a script ends with a command in the background."""
    if script.step.step.image is None or "&" not in script.text.rstrip().rpartition("\n")[2]:
        return
    last = max(script.commands, key=lambda item: item.start, default=None)
    if last is not None and last.name and last.operator == "&" and not last.inside and last.depth == 1:
        yield RULE.at(
            script.span(last.start, last.end),
            f"`{shown(last.name)}` is ended with the step, which ends here",
            label="in the background",
            help="start it in the step that needs it, or make it a service of the job",
        )
