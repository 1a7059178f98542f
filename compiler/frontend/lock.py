"""The lock: which digest each image had when it was resolved.

`pipec.lock` stands beside the pipeline: JSON, sorted, from the fully qualified reference to its digest and the
platforms it was found for.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..diagnostics import Diagnostic, Severity, Span
from ..ir.job import Job
from ..ir.plan import Plan
from ..ir.release import Component
from ..ir.values import Image
from ..source import Source

NAME = "pipec.lock"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Lock(NamedTuple):
    """Digests by fully qualified reference with tag."""

    digests: dict[str, str]


EMPTY = Lock({})


def read_lock(source: Source) -> tuple[Lock, tuple[Diagnostic, ...]]:
    """Read a lock file's text; with a problem in it the lock is empty."""
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        return EMPTY, (_malformed(source, error),)
    except (RecursionError, ValueError):  # too deep, or an integer of more digits than the interpreter reads
        return EMPTY, (_no_map(source),)
    images = data.get("images") if isinstance(data, dict) else None
    if not isinstance(images, dict):
        return EMPTY, (_no_map(source),)
    digests: dict[str, str] = {}
    for reference, entry in images.items():
        digest = entry.get("digest") if isinstance(entry, dict) else None
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            return EMPTY, (_no_digest(source, reference),)
        digests[reference] = digest
    return Lock(digests), ()


def _malformed(source: Source, error: json.JSONDecodeError) -> Diagnostic:
    from .rules.malformed_lock import conflict, malformed_lock

    marker = re.search(r"^(<<<<<<<|=======|>>>>>>>).*$", source.text, re.MULTILINE)
    if marker:
        return conflict(Span(source.path, *marker.span()))
    return malformed_lock(Span(source.path, error.pos, error.pos + 1), "it is not JSON")


def _no_map(source: Source) -> Diagnostic:
    from .rules.malformed_lock import malformed_lock

    start = len(source.text) - len(source.text.lstrip())
    return malformed_lock(Span(source.path, start, start + 1), "it has no map `images`")


def _no_digest(source: Source, reference: str) -> Diagnostic:
    from .rules.malformed_lock import no_digest

    name = json.dumps(reference, ensure_ascii=False)
    start = source.text.find(name)
    return no_digest(Span(source.path, max(start, 0), start + len(name) if start >= 0 else 1), reference)


def pin_images(plan: Plan, lock: Lock, *, locked: bool) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Return the plan with every image's digest from the lock, and what the lock does not know.

    A component's image without digest is always an error; a job's is a warning, an error when `locked`.
    """
    found: list[Diagnostic] = []
    pinned = plan._replace(
        jobs=tuple(_pin_job(job, lock) for job in plan.jobs),
        components=tuple(_pin_component(component, lock) for component in plan.components),
        environments=tuple(
            item._replace(components=tuple(_pin_component(component, lock) for component in item.components))
            for item in plan.environments
        ),
    )
    found.extend(_unlocked(pinned, "error" if locked else "warning"))
    return pinned, tuple(found)


def _pin(image: Image, lock: Lock) -> Image:
    return image if image.digest else image._replace(digest=lock.digests.get(image.reference, ""))


def _pin_job(job: Job, lock: Lock) -> Job:
    steps = tuple(step if step.image is None else step._replace(image=_pin(step.image, lock)) for step in job.steps)
    services = tuple(service._replace(image=_pin(service.image, lock)) for service in job.services)
    return job._replace(steps=steps, services=services)


def _pin_component(component: Component, lock: Lock) -> Component:
    return component._replace(image=_pin(component.image, lock)) if isinstance(component.image, Image) else component


def _unlocked(plan: Plan, severity: Severity) -> Iterator[Diagnostic]:
    from .rules.unlocked_image import unlocked_component
    from .rules.unlocked_job_image import unlocked_job

    seen: set[tuple[Span, str]] = set()
    for component in (*plan.components, *(item for place in plan.environments for item in place.components)):
        image = component.image
        if isinstance(image, Image) and not image.digest and (image.origin, image.reference) not in seen:
            seen.add((image.origin, image.reference))
            yield unlocked_component(image, component.name)
    for image in _job_images(plan):
        if not image.digest and (image.origin, image.reference) not in seen:
            seen.add((image.origin, image.reference))
            yield unlocked_job(image, severity)


def _job_images(plan: Plan) -> Iterator[Image]:
    for job in plan.jobs:
        yield from (step.image for step in job.steps if step.image is not None)
        yield from (service.image for service in job.services)
