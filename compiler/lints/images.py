"""The images that a pipeline writes, each place once."""

from collections.abc import Iterator

from ..frontend.images import parse_reference
from ..frontend.tree import Mapping, Node, Scalar
from .subjects import ImageSubject, Pipeline


def images(pipeline: Pipeline) -> Iterator[ImageSubject]:
    """Yield every image that is written as a constant; what an alias repeats is yielded for each place."""
    for node, kind, owner in _written(pipeline):
        if isinstance(node, Scalar) and "${" not in node.text:
            reference = parse_reference(node.text)
            if reference is not None:
                yield ImageSubject(pipeline, node, node.text, reference, kind, owner)


def _written(pipeline: Pipeline) -> Iterator[tuple[Node | None, str, str]]:
    defaults = pipeline.body.get("defaults")
    if isinstance(defaults, Mapping):
        yield defaults.get("image"), "default", "the defaults"
    for job in pipeline.jobs:
        for step in job.steps:
            yield step.body.get("image"), "step", f"step `{step.declaration.name}`"
        services = job.body.get("services")
        for entry in services if isinstance(services, Mapping) else ():
            if isinstance(entry.value, Mapping):
                yield entry.value.get("image"), "service", f"service `{entry.key.text}`"
    for name, component in pipeline.document.components.items():
        yield component.body.get("image"), "component", f"component `{name}`"
