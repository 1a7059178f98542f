"""What both routers' configurations share: servers of a backend, and stickiness."""

from typing import Final, Literal, NamedTuple

from ...ir.plan import Plan
from ...ir.release import Canary, Environment
from ..slots import slots
from .exposure import Backend
from .manifest import deployments

NOBODY: Final = 1
"""The port of a server that has no address yet: Nomad gives ports when an instance starts."""


class Server(NamedTuple):
    """One slot in the router's configuration, before the first deployment."""

    name: str
    colour: str
    port: int
    check_port: int | None = None


def servers(environment: Environment, backend: Backend) -> list[Server]:
    """Return the backend's slots. `check_port` is set where health is asked elsewhere than at the traffic's port."""
    check = backend.component.health_check
    found: list[Server] = []
    for slot in slots(environment):
        if slot.component == backend.component.name:
            ports = dict(slot.ports)
            other = ports.get(check.port) if check and check.port and check.port != backend.port else None
            found.append(Server(slot.name, slot.colour, ports.get(backend.port, NOBODY), other))
    return found


def sticky(plan: Plan, environment: Environment, component: str) -> Literal["cookie", "header"] | None:
    """Return how a canary of the component keeps its clients on one version."""
    for _, deploy in deployments(plan, environment):
        if isinstance(deploy.strategy, Canary) and deploy.strategy.sticky and component in deploy.components:
            return deploy.strategy.sticky
    return None
