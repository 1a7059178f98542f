"""Digests of what things mean: of a plan, of a component, of a release."""

from collections.abc import Iterable
from hashlib import sha256
from json import dumps

from .codec import canonical_bytes
from .json_kinds import Json, read_object
from .json_records import kind_of
from .plan import Plan
from .release import Component
from .values import Image

_NOT_AN_INSTANCE = ("digest", "replicas", "depends_on", "routes")
"""What a component says of how many there are, in which order and how they are reached, not of what one is.

Compose leaves the same out of the hash by which it recreates containers.
"""


def plan_digest(plan: Plan) -> str:
    """Return `sha256:…` of the bytes of the plan's `plan.json`."""
    return bytes_digest(canonical_bytes(plan))


def bytes_digest(data: bytes) -> str:
    """Return `sha256:…` of bytes, for whoever has those of the plan already."""
    return f"sha256:{sha256(data).hexdigest()}"


def component_digest(component: Component) -> str:
    """Return 64 hex digits over what one instance of a component is.

    It may stand where an engine compares it: instances restart when it changes. So a change of `replicas`,
    `depends_on` or `routes`, or of a tag whose digest stayed the same, does not alter it; `release_id` sees them.
    """
    data = _definition(component)
    for name in _NOT_AN_INSTANCE:
        data.pop(name, None)
    return sha256(_bytes(data)).hexdigest()


def release_id(components: Iterable[Component]) -> str:
    """Return `sha256:…` over the definitions and image digests of all components, in whatever order they come."""
    data: list[Json] = []
    for component in sorted(components, key=lambda each: each.name):
        definition = _definition(component)
        definition.pop("digest", None)
        data.append(definition)
    return bytes_digest(_bytes(data))


def _definition(component: Component) -> dict[str, Json]:
    image = component.image
    if isinstance(image, Image) and image.digest:
        component = component._replace(image=Image(image.repository, image.digest))
    return read_object(kind_of(Component).write(component))


def _bytes(data: Json) -> bytes:
    return dumps(data, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()
