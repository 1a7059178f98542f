"""A list or mapping that is written has something in it.

An empty one of these keys means the same as none: whoever reads it looks for what is missing. Keys for which an empty
value has a meaning of its own are left alone: `triggers: []` starts nothing, `components: []` deploys nothing,
`resources` and `checkout` of a job replace the defaults, and what replaces a merged value says something.

## Bad

```yaml
version: 1
name: shop
jobs:
  build:
    depends_on: []
    environment: {}
    steps:
      - script: make
```

## Good

```yaml
version: 1
name: shop
jobs:
  build:
    steps:
      - script: make
```

## Fix

Safe: the key is removed; it said nothing.
"""

from collections.abc import Iterator
from typing import Final

from ...diagnostics import Diagnostic, Rule
from ...frontend.removals import merges, remove_key
from ...frontend.tree import Mapping, Node, Sequence
from ..subjects import ComponentSubject, EnvironmentSubject, JobSubject, Pipeline, StepSubject

RULE = Rule("PC860", "empty-collection", "hint")

_TOP: Final = ("params", "global_env", "include", "components", "environments", "defaults", "retry_policy", "artifacts")
_JOB: Final = (
    "depends_on", "inputs", "outputs", "secrets", "environment", "artifacts", "services", "labels", "allow_degraded",
)  # fmt: skip
_COMPONENT: Final = ("environment", "secrets", "ports", "volumes", "labels", "depends_on", "routes")
_ENVIRONMENT: Final = ("variables", "overrides", "secrets")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a hint for each key of the top level, and of retention, that holds nothing."""
    yield from _empty(pipeline, pipeline.body, _TOP)
    yield from _empty(pipeline, pipeline.body.get("artifacts"), ("retention",))


def check_job(job: JobSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each key of a job, its services and its matrix that holds nothing."""
    yield from _empty(job.pipeline, job.body, _JOB)
    yield from _empty(job.pipeline, job.body.get("matrix"), ("include", "exclude"))
    services = job.body.get("services")
    for entry in services if isinstance(services, Mapping) else ():
        yield from _empty(job.pipeline, entry.value, ("environment", "ports"))


def check_step(step: StepSubject) -> Iterator[Diagnostic]:
    """Yield a hint at variables of a step that are none."""
    yield from _empty(step.job.pipeline, step.body, ("environment",))


def check_component(component: ComponentSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each key of a component that holds nothing."""
    yield from _empty(component.pipeline, component.declaration.body, _COMPONENT)


def check_environment(environment: EnvironmentSubject) -> Iterator[Diagnostic]:
    """Yield a hint for each key of an environment that holds nothing."""
    yield from _empty(environment.pipeline, environment.declaration.body, _ENVIRONMENT)


def _empty(pipeline: Pipeline, mapping: Node | None, keys: tuple[str, ...]) -> Iterator[Diagnostic]:
    for entry in mapping if isinstance(mapping, Mapping) else ():
        value = entry.value
        if not isinstance(value, Mapping | Sequence) or len(value) or entry.key.text not in keys:
            continue
        source = pipeline.source(entry.key)
        if source is None or not isinstance(mapping, Mapping) or merges(mapping, entry, source):
            continue
        key = entry.key.text
        yield RULE.at(
            entry.key.span,
            f"`{key}` holds nothing",
            label="empty",
            help=f"remove `{key}`, or write what belongs there",
            fix=remove_key(mapping, key, source, title=f"remove `{key}`", safe=True),
        )
