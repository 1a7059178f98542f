"""What a repository's policy looks at: every image that a pipeline uses, with the values that it has."""

from collections.abc import Iterator

from ..ir.values import Image
from .subjects import Pipeline


def owned_images(pipeline: Pipeline) -> Iterator[tuple[Image, str]]:
    """Yield every image that runs, with the words for whose it is: once for each place where one is written.

    What is built by the pipeline itself has no name yet, and an image whose parameters have no value is not known.
    """
    seen: set[tuple[object, str]] = set()
    for image, owner in _all_images(pipeline):
        key = (image.origin, image.repository)
        if key not in seen:
            seen.add(key)
            yield image, owner


def _all_images(pipeline: Pipeline) -> Iterator[tuple[Image, str]]:
    for job in pipeline.jobs:
        for instance, _ in job.checked.instances:
            for step, declaration in zip(instance.steps, job.declaration.steps, strict=False):
                if step.image is not None:
                    name = declaration.name
                    yield step.image, f"step `{name}`" if declaration.named else f"{name} of job `{job.name}`"
            for service in instance.services:
                yield service.image, f"service `{service.name}`"
    for components in (pipeline.checked.components, *(place.components for place in pipeline.checked.environments)):
        for component in components:
            if isinstance(component.image, Image):
                yield component.image, f"component `{component.name}`"
