"""Services of components compared with the plan."""

from collections.abc import Iterator
from typing import Any

from ...ir.release import Component, Environment
from ...ir.values import Image, Secret, Text
from ..binding import value_variable
from ..profile import Profile
from ..registries import image_reference
from ..slots import COLOURS
from .escape import Reference, read
from .secrets import variable

_BYTES = {"M": 1 << 20, "b": 1}


def compare_service(
    environment: Environment,
    component: Component,
    profile: Profile,
    service: dict[str, Any],
) -> Iterator[str]:
    """Yield how a component's service in the lock differs from the component."""
    yield from _instance(environment, component, profile, service)
    if service.get("deploy", {}).get("replicas", 1) != component.replicas:
        yield f"{component.name} has other replicas"
    if list(service.get("depends_on", {})) != list(component.depends_on):
        yield f"{component.name} depends on other components"


def compare_slots(
    environment: Environment,
    component: Component,
    profile: Profile,
    colours: list[dict[str, Any]],
) -> Iterator[str]:
    """Yield how a component's services in its colours differ from the component, and whether they share a port."""
    published: list[str] = []
    for colour, services in zip(COLOURS, colours, strict=True):
        if list(services) != [f"{colour}-{number}" for number in range(component.replicas)]:
            yield f"{component.name} has other slots than replicas"
        for service in services.values():
            yield from _instance(environment, component, profile, service)
            published += [_proposed(port["published"]) for port in service.get("ports", ())]
    if len(published) != len(set(published)):
        yield f"two slots of {component.name} have one port"


def _proposed(published: str) -> str:
    return "".join(each if isinstance(each, str) else each.word for each in read(published))


def _instance(
    environment: Environment,
    component: Component,
    profile: Profile,
    service: dict[str, Any],
) -> Iterator[str]:
    if isinstance(component.image, Image) and (
        read(service["image"]) != (image_reference(component.image, profile),) or "@sha256:" not in service["image"]
    ):
        yield f"{component.name} has another image, or one without digest"
    if [read(word) for word in service.get("command", ())] != [(word,) if word else () for word in component.command]:
        yield f"{component.name} has another command"
    given = {name: read(value) for name, value in service.get("environment", {}).items()}
    if _known(given) != _variables(environment, component):
        yield f"{component.name} has another environment"
    if limits_of(service) != (component.resources.cpu, component.resources.memory):
        yield f"{component.name} has other limits"
    if service["labels"].get("pipec.digest") != component.digest:
        yield f"{component.name} has another digest"


def _known(given: dict[str, tuple[str | Reference, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(each if isinstance(each, str) else f"${each.variable}" for each in value)
        for name, value in given.items()
    }


def _variables(environment: Environment, component: Component) -> dict[str, tuple[str, ...]]:
    found = {item.name: _parts(environment, component, item.name, item.value) for item in component.environment}
    for secret in component.secrets:
        if secret.env:
            found[secret.env] = (f"${variable(environment, secret.name)}",)
    return found


def _parts(environment: Environment, component: Component, name: str, value: Text) -> tuple[str, ...]:
    if any(not isinstance(part, str | Secret) for part in value.parts):
        return (f"${value_variable(component.name, name)}",)
    return tuple(
        f"${variable(environment, part.name)}" if isinstance(part, Secret) else str(part) for part in value.parts
    )


def limits_of(service: dict[str, Any]) -> tuple[int | None, int | None]:
    """Return the limits of a service: thousandths of a core and bytes."""
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    cpus, memory = limits.get("cpus"), limits.get("memory")
    return (
        round(float(cpus) * 1000) if cpus is not None else None,
        int(memory[:-1]) * _BYTES[memory[-1]] if memory is not None else None,
    )
