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

from ...diagnostics import Diagnostic, Label, Rule, Span

RULE = Rule("PC404", "run-time-value", "error")


def run_time_value(span: Span, source: str, place: str, origin: tuple[Label, ...] = ()) -> Diagnostic:
    """Return the diagnostic of a form at `span` that holds the run-time value `source`, in a `place` not for such.

    `source` is ready for a message: a name in back-quotes, or `parameter` with one.
    """
    parameter = source.startswith("parameter ")
    why = "has `bind: run`" if parameter else "is known only when the pipeline runs"
    where = "let the parameter have `bind: compile`, or use" if parameter else "use"
    return RULE.at(
        span,
        f"{source} {why}, and {place} must be known when it is compiled",
        label="known only at run time",
        related=origin,
        help=f"{where} the value where run-time values may stand: in `environment`, `with` and `conditional`",
    )


def outside_a_run(span: Span, name: str, owner: str) -> Diagnostic:
    """Return the diagnostic of the system variable `name` in a component or environment, which are of no run."""
    return RULE.at(
        span,
        f"`{name}` is known only when the pipeline runs, and {owner} is the same for every run",
        label="known only at run time",
        help="declare a parameter and give it the value when compiling: `${params.NAME}`",
    )


def mixed_parameters(span: Span) -> Diagnostic:
    """Return the diagnostic of `params` as a whole where not all of them are known at the same time."""
    return RULE.at(
        span,
        "`params` as a whole is never known: some parameters are bound when the pipeline is compiled, some by a run",
        label="known in two parts",
        help="name the parameters one by one",
    )


def beside_the_response(span: Span, path: str) -> Diagnostic:
    """Return the diagnostic of an `until` that reads `path`, which only the run knows, beside the response."""
    return RULE.at(
        span,
        f"`{path}` is known only when the pipeline runs, and `until` reads nothing of the run but `response`",
        label="known only at run time",
        help="compare with what is known when the pipeline is compiled, or let a script ask and compare",
    )
