"""What services of components and of jobs have in common: images, limits, environment."""

from typing import Any

from ...ir.values import BuiltImage, Image, Resources, Secret, Text
from ..binding import image_variable
from ..profile import Profile
from ..registries import image_reference
from .escape import literal, required

UNPRIVILEGED = ["no-new-privileges:true"]
"""What every container gets that runs a user's image, as on the other runners."""

_MIB = 1 << 20


def component_image(component: str, image: Image | BuiltImage, profile: Profile) -> str:
    """Return a component's image; one that the pipeline builds is a variable that the deployment supplies."""
    if isinstance(image, Image):
        return literal(image_reference(image, profile))
    message = f"the image of {component} is output {image.output} of job {image.job}"
    return required(image_variable(component), message)


def limits(resources: Resources, default: Resources) -> dict[str, Any]:
    """Return the `deploy` section that limits a service; empty without limits. Disk has no portable limit."""
    cpu = resources.cpu if resources.cpu is not None else default.cpu
    memory = resources.memory if resources.memory is not None else default.memory
    found: dict[str, str] = {}
    if cpu is not None:
        found["cpus"] = f"{cpu // 1000}.{cpu % 1000:03d}".rstrip("0").rstrip(".")
    if memory is not None:
        found["memory"] = f"{memory // _MIB}M" if memory % _MIB == 0 else f"{memory}b"
    return {"resources": {"limits": found}} if found else {}


def text(value: Text, secrets: dict[str, str]) -> str | None:
    """Return a text as Compose interpolates it, or None when it holds an expression.

    `secrets` maps each secret to the reference that stands for it.
    """
    parts: list[str] = []
    for part in value.parts:
        if isinstance(part, str):
            parts.append(literal(part))
        elif isinstance(part, Secret):
            parts.append(secrets[part.name])
        else:
            return None
    return "".join(parts)


def labels(pairs: tuple[tuple[str, str], ...], profile: Profile) -> dict[str, str]:
    """Return labels, the site's own first."""
    return {name: literal(value) for name, value in (*profile.labels, *pairs)}
