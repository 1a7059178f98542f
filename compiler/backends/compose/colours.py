"""Projects of components that have two versions alive: one for each component and colour, a service for each slot.

The ports are those that `slots.py` proposes. A deployment that finds others already in use sets the variable that
stands before each, so that a component that is added moves no other's ports.
"""

from collections.abc import Iterator
from typing import Any

from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ..binding import two_versions, variable_name
from ..profile import Profile
from ..slots import COLOURS, Colour, Slot, slots
from ..traced import Traced
from .escape import optional
from .instance import instance, service
from .names import colour_project, network, volume
from .secrets import definitions

HEADER = """\
Written by pipec from {source}; do not edit: compile again.
Component {component} of environment {environment}, colour {colour}; `pipec deploy` starts and stops its slots.
"""


def colour_files(
    plan: Plan,
    environment: Environment,
    profile: Profile,
    stamp: dict[str, str],
) -> Iterator[tuple[Component, Colour, Traced]]:
    """Yield the projects of an environment, components in their order, blue before green."""
    places = slots(environment)
    for component in two_versions(plan, environment):
        for colour in COLOURS:
            own = [slot for slot in places if slot.component == component.name and slot.colour == colour]
            data = _project(plan, environment, component, own[: component.replicas], profile)
            name = colour_project(plan, environment, component.name, colour)
            yield component, colour, Traced(component.origin, {"name": name, "x-pipec": dict(stamp)} | data)


def _project(
    plan: Plan,
    environment: Environment,
    component: Component,
    own: list[Slot],
    profile: Profile,
) -> dict[str, Any]:
    base = instance(environment, component, profile)
    data: dict[str, Any] = {
        "services": {slot.name: service(component, base | _ports(environment, slot)) for slot in own},
        "networks": {"default": {"name": network(plan, environment), "external": True}},
    }
    if component.volumes:
        data["volumes"] = {
            each.name: {"name": volume(plan, environment, each.name), "external": True} for each in component.volumes
        }
    if found := definitions((component,)):
        data["secrets"] = found
    return data


def _ports(environment: Environment, slot: Slot) -> dict[str, Any]:
    if environment.router is None:
        return {}
    published = [
        {
            "target": container,
            "published": optional(port_variable(slot, container), str(host)),
            "protocol": "tcp",
            "host_ip": "127.0.0.1",
        }
        for container, host in slot.ports
    ]
    return {"ports": published} if published else {}


def port_variable(slot: Slot, container: int) -> str:
    """Return the variable by which a deployment gives a slot another host port than the proposed one."""
    return variable_name("PIPEC_PORT", slot.component, slot.name, str(container))
