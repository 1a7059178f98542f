"""A check that fails is seen to fail.

`pytest || true` is green whatever the tests say: nobody notices when they begin to fail, and nobody sees when they
stop. A check that must not stop the pipeline is a step with `continue_on_failure`: the pipeline goes on, and the step's
own status says that it failed. Told are programs that test or lint, with `|| true`, `|| :` or `|| exit 0` right behind
them.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: pytest || true
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: pytest
        continue_on_failure: true
```

## Fix

Unsafe: what hides the failure is removed; the step fails when the check does.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..checks_of_code import CHECK_WORDS, check_of
from ..edits import rewrite, unsafe
from ..subjects import ScriptSubject

RULE = Rule("PC551", "hidden-failure", "hint")

_NOTHING: Final = frozenset({("true",), (":",), ("exit", "0")})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each check whose failure is swallowed."""
    if "||" not in script.text or CHECK_WORDS.isdisjoint(script.words):
        return
    for command, following in pairwise(script.commands):
        if command.operator != "||" or command.tested or command.piped or following.words not in _NOTHING:
            continue
        name = check_of(command) if command.depth == following.depth == 1 else ""
        if name:
            yield RULE.at(
                script.span(command.start, following.end),
                f"the step succeeds when `{name}` fails",
                label="the failure is hidden",
                help="use `continue_on_failure: true`: the pipeline goes on, and the failure is seen",
                fix=unsafe("let it fail", rewrite(script, command.words[-1].end, following.end, "")),
            )
