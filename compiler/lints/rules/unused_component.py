"""A component is deployed by somebody.

Where every deployment of a pipeline lists its `components`, one that none of them lists and no listed one depends on
is part of each release and runs nowhere. Nothing is said where a deployment takes all components, where the pipeline
deploys nothing itself, and of components in included files.

## Bad

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: live, components: [api], strategy: {type: all-at-once}}
components:
  api: {image: registry.example/api:1.4}
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Good

```yaml
version: 1
name: shop
jobs:
  release:
    deploy: {environment: live, components: [api, web], strategy: {type: all-at-once}}
components:
  api: {image: registry.example/api:1.4}
  web: {image: registry.example/web:1.4}
environments:
  live: {runner: compose}
```

## Fix

None: whether it was forgotten in a deployment or is left over is the author's to say.
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label, Rule
from ..subjects import Pipeline, deployments

RULE = Rule("PC855", "unused-component", "warning")


def check_pipeline(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Yield a warning for each component that no deployment takes."""
    if len(pipeline.document.components) < 2:
        return
    subjects = tuple(deployments(pipeline))
    if not subjects or any(subject.body.get("components") is None for subject in subjects):
        return
    taken = set(_wanted(pipeline))
    listed = subjects[0].body.entry("components")
    for component in pipeline.checked.components:
        if component.name in taken or not pipeline.owns(component.origin):
            continue
        yield RULE.at(
            component.origin,
            f"no deployment of this pipeline takes the component `{component.name}`",
            label="runs nowhere",
            related=() if listed is None else (Label(listed.key.span, "it is not listed"),),
            help="list it in the `components` of a deployment, or remove it",
        )


def _wanted(pipeline: Pipeline) -> Iterator[str]:
    """Yield the components that a deployment takes, and those that another one depends on in some environment."""
    for job in pipeline.checked.jobs:
        for instance, _ in job.instances:
            if instance.deploy is not None:
                yield from instance.deploy.components
    places = (pipeline.checked.components, *(place.components for place in pipeline.checked.environments))
    for components in places:
        for component in components:
            yield from component.depends_on
