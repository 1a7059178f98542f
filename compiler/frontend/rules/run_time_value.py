"""A value stands where it is known: what only a run can tell stands in `environment`, `with` or `conditional`.

The commit, the trigger, results of other jobs and parameters with `bind: run` are known when the pipeline runs. Images,
timeouts, names and everything else that decides what is emitted have to be known when it is compiled.

## Bad

```yaml
version: 1
name: shop
jobs:
  test:
    steps:
      - image: registry.example/tests:${CI_COMMIT_BRANCH}
        script: make test
```

## Good

```yaml
version: 1
name: shop
params:
  branch: {type: string, default: main}
jobs:
  test:
    steps:
      - image: registry.example/tests:${params.branch}
        script: make test
```

## Fix

None: only the author knows which value is meant when the pipeline is compiled.
"""

from ...diagnostics import Diagnostic, Rule, Span
from ..tree import Scalar

RULE = Rule("PC404", "run-time-value", "error")


def run_time_value(node: Scalar, source: str) -> Diagnostic:
    """Return the diagnostic of a scalar that holds the run-time value `source`."""
    return _at(node.span, source, "a value that must be known at compile time")


def run_time_form(span: Span, source: str, place: str) -> Diagnostic:
    """Return the diagnostic of a form with the run-time value `source` in a `place` such as a script."""
    return _at(span, source, f"a {place}")


def _at(span: Span, source: str, place: str) -> Diagnostic:
    return RULE.at(
        span,
        f"{source} is known only at run time and cannot stand in {place}",
        label="known only at run time",
        help="run-time values may stand in `environment`, `with` and `conditional`: put it into a variable there",
    )
