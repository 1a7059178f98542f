"""The lock: which digest each image had when it was resolved.

`pipec.lock` stands beside the pipeline: JSON, sorted, from the fully qualified reference to its digest and the
platforms it was found for.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..diagnostics import Diagnostic, Severity, Span
from ..ir.job import Job
from ..ir.plan import Plan
from ..ir.release import Component
from ..ir.values import Image
from ..source import Source

NAME = "pipec.lock"
VERSION: Final = 1
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


_NO_PLATFORMS: Final[Mapping[str, tuple[str, ...]]] = {}


class Lock(NamedTuple):
    """Digests by fully qualified reference with tag; the platforms that each exists for, where that is known."""

    digests: dict[str, str]
    platforms: Mapping[str, tuple[str, ...]] = _NO_PLATFORMS


EMPTY = Lock({})


def read_lock(source: Source) -> tuple[Lock, tuple[Diagnostic, ...]]:
    """Read a lock file's text; with a problem in it the lock is empty."""
    twice: list[str] = []
    try:
        data = json.loads(source.text, object_pairs_hook=lambda pairs: _once(pairs, twice))
    except json.JSONDecodeError as error:
        return EMPTY, (_malformed(source, error),)
    except (RecursionError, ValueError):  # too deep, or an integer of more digits than the interpreter reads
        return EMPTY, (_no_map(source),)
    problem, lock = _read(source, data)
    if problem is None:
        again = next((name for name in twice if name in lock.digests), None)
        problem = None if again is None else _twice(source, again)
    return (lock, ()) if problem is None else (EMPTY, (problem,))


def _read(source: Source, data: object) -> tuple[Diagnostic | None, Lock]:
    images = data.get("images") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(images, dict):
        return _no_map(source), EMPTY
    if data.get("version", VERSION) != VERSION:
        return _unknown_version(source, data["version"]), EMPTY
    digests: dict[str, str] = {}
    for reference, entry in images.items():
        digest = entry.get("digest") if isinstance(entry, dict) else None
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            return _no_digest(source, reference), EMPTY
        digests[reference] = digest
    return None, Lock(digests, {name: found for name, entry in images.items() if (found := _platforms(entry))})


def _once(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    """Return an object, noting the keys that it has twice."""
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice.extend(name for name in data if names.count(name) > 1)
    return data


def _platforms(entry: dict[str, Any]) -> tuple[str, ...]:
    found = entry.get("platforms")
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def entry_span(source: Source, reference: str) -> Span:
    """Return where a lock has an image: its key, the last one where it stands there twice."""
    name = json.dumps(reference, ensure_ascii=False)
    start = source.text.rfind(name)
    if start < 0:  # escaped in another way
        return Span(source.path, 0, 1)
    return Span(source.path, start, start + len(name))


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

    return no_digest(entry_span(source, reference), reference)


def _twice(source: Source, reference: str) -> Diagnostic:
    from .rules.malformed_lock import twice

    return twice(entry_span(source, reference), reference)


def _unknown_version(source: Source, version: object) -> Diagnostic:
    from .rules.malformed_lock import unknown_version

    return unknown_version(entry_span(source, "version"), json.dumps(version)[:20])


def pin_images(plan: Plan, lock: Lock, *, locked: bool) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Return the plan with every image's digest from the lock, and what the lock does not know.

    A component's image without digest is always an error; a job's is a warning, an error when `locked`.
    """
    pinned = map_images(
        plan, lambda image: image if image.digest else image._replace(digest=lock.digests.get(image.reference, ""))
    )
    return pinned, tuple(_unlocked(pinned, "error" if locked else "warning"))


def map_images(plan: Plan, change: Callable[[Image], Image]) -> Plan:
    """Return the plan with every image changed."""
    return plan._replace(
        jobs=tuple(_map_job(job, change) for job in plan.jobs),
        components=tuple(_map_component(component, change) for component in plan.components),
        environments=tuple(
            item._replace(components=tuple(_map_component(component, change) for component in item.components))
            for item in plan.environments
        ),
    )


def _map_job(job: Job, change: Callable[[Image], Image]) -> Job:
    steps = tuple(step if step.image is None else step._replace(image=change(step.image)) for step in job.steps)
    services = tuple(service._replace(image=change(service.image)) for service in job.services)
    return job._replace(steps=steps, services=services)


def _map_component(component: Component, change: Callable[[Image], Image]) -> Component:
    return component._replace(image=change(component.image)) if isinstance(component.image, Image) else component


def _unlocked(plan: Plan, severity: Severity) -> Iterator[Diagnostic]:
    from .rules.unlocked_image import unlocked_component
    from .rules.unlocked_job_image import unlocked_job

    seen: set[tuple[Span, str]] = set()
    for image, component in every_image(plan):
        if not image.digest and (image.origin, image.reference) not in seen:
            seen.add((image.origin, image.reference))
            yield unlocked_component(image, component) if component else unlocked_job(image, severity)


def every_image(plan: Plan) -> Iterator[tuple[Image, str]]:
    """Yield every image that something emitted may name, with the component that it is of; jobs' have none."""
    for component in (*plan.components, *(item for place in plan.environments for item in place.components)):
        if isinstance(component.image, Image):
            yield component.image, component.name
    for image in _job_images(plan):
        yield image, ""


def _job_images(plan: Plan) -> Iterator[Image]:
    for job in plan.jobs:
        yield from (step.image for step in job.steps if step.image is not None)
        yield from (service.image for service in job.services)
