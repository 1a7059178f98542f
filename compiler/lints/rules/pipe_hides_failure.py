"""A pipe does not hide that what writes into it has failed.

The status of a pipe is that of its last command: `make test | tee log` succeeds whatever the tests say, because `tee`
does. bash has `set -o pipefail`; any shell can write into a file and print that. Told are tests, linters and builds in
front of a program that only passes text on. A pipe into `grep` is exempt (its answer is what was asked for), and so are
scripts that know of `pipefail` or `PIPESTATUS`.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test | tee test.log
```

## Good

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - script: make test >test.log 2>&1 || { cat test.log; exit 1; }
```

## Fix

None: whether the shell of the image has `pipefail` cannot be known.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ..checks_of_code import BUILD_WORDS, build_of
from ..commands import pipelines
from ..subjects import ScriptSubject

RULE = Rule("PC552", "pipe-hides-failure", "hint")

_PASSES_ON: Final = frozenset({"tee", "cat", "ts", "sed", "awk", "head", "tail", "sort", "cut", "tr", "column"})


def check_script(script: ScriptSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each pipe behind a command whose failure matters."""
    if "|" not in script.text or BUILD_WORDS.isdisjoint(script.words) or _knows(script):
        return
    for row in pipelines(script.commands):
        first = row[0]
        if len(row) < 2 or first.tested or first.depth > 1 or any(item.name not in _PASSES_ON for item in row[1:]):
            continue
        name = build_of(first)
        if name:
            yield RULE.at(
                script.span(first.start, row[-1].end),
                f"the step succeeds when `{name}` fails: the pipe's status is that of `{row[-1].name}`",
                label=f"ends as `{row[-1].name}` does",
                help="use bash with `set -o pipefail`, or write into a file and print that",
            )


def _knows(script: ScriptSubject) -> bool:
    shell = script.step.step.shell
    return "pipefail" in script.text or "PIPESTATUS" in script.text or any("pipefail" in word for word in shell)
