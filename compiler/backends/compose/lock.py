"""`compose.lock.yaml`: all components of one environment, by digest, as one project."""

from typing import Any

from ...ir.plan import Plan
from ...ir.release import Component, Environment, Port
from ..profile import Profile
from ..slots import slots
from ..traced import Traced
from .instance import instance, service
from .names import network, project, volume
from .secrets import definitions

HEADER = """\
Written by pipec from {source}; do not edit: compile again.
All components of environment {environment}. `docker compose -f compose.lock.yaml up -d --wait` deploys them at once.
"""


def lock(plan: Plan, environment: Environment, profile: Profile, stamp: dict[str, str]) -> Traced:
    """Return the environment's lock."""
    data: dict[str, Any] = {"name": project(plan, environment), "x-pipec": dict(stamp)}
    data["services"] = {
        component.name: service(component, _service(environment, component, profile))
        for component in environment.components
    }
    data["networks"] = {"default": {"name": network(plan, environment)}}
    names = dict.fromkeys(each.name for component in environment.components for each in component.volumes)
    if names:
        data["volumes"] = {name: {"name": volume(plan, environment, name)} for name in names}
    if found := definitions(environment.components):
        data["secrets"] = found
    return Traced(environment.origin, data)


def _service(environment: Environment, component: Component, profile: Profile) -> dict[str, Any]:
    found = instance(environment, component, profile)
    if component.depends_on:
        found["depends_on"] = _depends_on(environment, component)
    if published := ports(environment, component):
        found["ports"] = published
    internal = [str(port.container) for port in component.ports]
    if internal and not published:
        found["expose"] = internal
    if component.replicas != 1:
        found["deploy"] = {"replicas": component.replicas} | found.get("deploy", {})
    return found


def _depends_on(environment: Environment, component: Component) -> dict[str, dict[str, str]]:
    checked = {each.name: each.health_check is not None for each in environment.components}
    return {
        name: {"condition": "service_healthy" if checked.get(name) else "service_started"}
        for name in component.depends_on
    }


def ports(environment: Environment, component: Component) -> list[dict[str, Any]]:
    """Return what the host publishes of a component.

    Behind a router these are the loopback ports of its blue slots, to which the router's first configuration sends;
    published ports are then the router's. Without one, they are the component's own.
    """
    if environment.router is None:
        return [_port(port, str(port.publish)) for port in component.ports if port.publish is not None]
    own = [slot for slot in slots(environment) if slot.component == component.name and slot.colour == "blue"]
    used = own[: component.replicas]
    if not used:
        return []
    return [
        _port(port, _range([dict(slot.ports)[port.container] for slot in used])) | {"host_ip": "127.0.0.1"}
        for port in component.ports
    ]


def _port(port: Port, published: str) -> dict[str, Any]:
    return {"target": port.container, "published": published, "protocol": "tcp"}


def _range(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
