"""Which images pipelines need, and where each of them stands."""

# ruff: noqa: PTH113, PTH118, PTH120, PTH208 - pathlib costs 2 ms at start-up

import os
from collections.abc import Collection
from typing import NamedTuple

from compiler.driver import Request
from compiler.frontend.files import is_pipeline
from compiler.frontend.lock import every_image
from compiler.ir.plan import Plan
from compiler.ir.values import Image

from ..planning import plan_file


class Need(NamedTuple):
    """An image that a pipeline needs: one of `images` for each place where it stands, in the order of the plan."""

    reference: str
    images: tuple[Image, ...]


class Beside(NamedTuple):
    """What the other pipelines need that share the lock; `unclear` are those of which that cannot be told."""

    references: Collection[str] = ()
    unclear: tuple[str, ...] = ()


def needs_of(plan: Plan, *, written: bool = False) -> dict[str, Need]:
    """Return the images that need the lock by reference, sorted; with `written` those that have digest and tag."""
    places: dict[str, dict[Image, None]] = {}
    for image, _ in every_image(plan):
        if bool(image.digest) == written and (not written or image.reference != image.repository):
            places.setdefault(image.reference, {})[image] = None
    return {reference: Need(reference, tuple(places[reference])) for reference in sorted(places)}


def needed_beside(request: Request) -> Beside:
    """Return what the other pipelines in the folder of `request` need, whose lock is the same file."""
    folder = os.path.dirname(request.path)
    references: set[str] = set()
    unclear: list[str] = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not is_pipeline(os.path.relpath(path, request.root)) or not os.path.isfile(path):
            continue
        if os.path.realpath(path) == os.path.realpath(request.path):
            continue
        plan = plan_file(path, {}, pinned=False).plan
        if plan is None:
            unclear.append(name)
        else:
            references.update(needs_of(plan))
    return Beside(references, tuple(unclear))
