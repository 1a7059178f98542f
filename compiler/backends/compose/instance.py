"""One instance of a component as a service: all but its ports, its order and its number."""

from typing import Any

from ...diagnostics import Span
from ...ir.release import Component, Environment, Volume
from ...ir.values import Resources
from ..binding import value_variable
from ..profile import Profile
from ..traced import Traced, TracedList
from .escape import literal
from .health import health_check
from .secrets import files, references
from .services import UNPRIVILEGED, component_image, labels, limits, text


def instance(environment: Environment, component: Component, profile: Profile) -> dict[str, Any]:
    """Return the service's keys that are the same in the lock and in both colours."""
    found: dict[str, Any] = {"image": _image(component, profile)}
    if component.command:
        found["command"] = [literal(word) for word in component.command]
    if variables := _environment(environment, component):
        found["environment"] = variables
    if secrets := files(component):
        found["secrets"] = TracedList(({"source": each.name, "target": each.file}, each.origin) for each in secrets)
    if component.volumes:
        found["volumes"] = TracedList((_mount(volume), volume.origin) for volume in component.volumes)
    if component.health_check:
        found["healthcheck"] = health_check(component.health_check)
    if limited := limits(component.resources, Resources()):
        found["deploy"] = Traced(component.resources.origin, limited)
    found["labels"] = _labels(component, profile)
    found["restart"] = "unless-stopped"
    found["security_opt"] = UNPRIVILEGED
    return found


def service(component: Component, data: dict[str, Any]) -> Traced:
    """Return the service with its spans."""
    image = component.image
    return Traced(component.origin, data, {"image": image.origin} if image else {})


def _image(component: Component, profile: Profile) -> str:
    if component.image is None:
        raise ValueError(f"component {component.name} has no image")
    return component_image(component.name, component.image, profile)


def _environment(environment: Environment, component: Component) -> Traced:
    known = references(environment, component)
    values: dict[str, str] = {}
    spans: dict[str, Span] = {}
    for item in component.environment:
        value = text(item.value, known)
        if value is None:  # set, but possibly empty: only the deployment can evaluate it
            value = f"${{{value_variable(component.name, item.name)}?known to the deployment}}"
        values[item.name] = value
        spans[item.name] = item.origin
    for secret in component.secrets:
        if secret.env:
            values[secret.env] = known[secret.name]
            spans[secret.env] = secret.origin
    return Traced(component.origin, values, spans)


def _mount(volume: Volume) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "volume", "source": volume.name, "target": literal(volume.path)}
    return found | {"read_only": True} if volume.read_only else found


def _labels(component: Component, profile: Profile) -> dict[str, str]:
    own = {"pipec.component": component.name, "pipec.digest": component.digest}
    return labels(component.labels, profile) | own
