"""Instance slots: how many each colour of a component has, and the host ports they begin with.

A component's instances stand in numbered slots of two colours, so that two versions can be alive. The ports here
are the first proposal for an environment that has none: the runtime keeps what an environment already holds.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal, NamedTuple

from ..ir.release import Component, Environment, Port

Colour = Literal["blue", "green"]
COLOURS: Final[tuple[Colour, ...]] = ("blue", "green")

_SPARE: Final = 4
"""HAProxy is never reloaded for a deployment, so it has at least this many slots of each colour to grow into."""


class Slot(NamedTuple):
    """One instance's place. `ports` are pairs of container port and host port, in the component's order."""

    component: str
    colour: Colour
    number: int
    ports: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> str:
        """The instance's name in its unit, its container and the router: `blue-0`."""
        return f"{self.colour}-{self.number}"


def capacity(environment: Environment, component: Component) -> int:
    """Return how many slots each colour has: a power of two behind HAProxy, else just the replicas."""
    if environment.router != "haproxy":
        return component.replicas
    slots = _SPARE
    while slots < component.replicas:
        slots *= 2
    return slots


def needed_ports(environment: Environment) -> int:
    """Return how many host ports the environment's slots take."""
    if environment.runner == "nomad" or environment.router is None:
        return 0
    return sum(len(COLOURS) * capacity(environment, each) * len(each.ports) for each in environment.components)


def slots(environment: Environment) -> tuple[Slot, ...]:
    """Return all slots: components in their order, blue before green, by number.

    The host ports of one container port are a range, slot by slot, which Compose can share out among replicas.
    Nomad gives ports when an instance starts, so its slots have none. Without a router an instance listens on the
    published port, or on the component's own. Ports that the environment's range does not hold are left out.
    """
    low, high = environment.target.port_range
    free = iter(range(low, high + 1))
    found: list[Slot] = []
    for component in environment.components:
        for colour in COLOURS:
            count = capacity(environment, component)
            hosts = [_hosts(environment, port, count, free) for port in component.ports]
            for number in range(count):
                pairs = zip(component.ports, hosts, strict=True)
                ports = tuple((port.container, own[number]) for port, own in pairs if number < len(own))
                found.append(Slot(component.name, colour, number, ports))
    return tuple(found)


def _hosts(environment: Environment, port: Port, count: int, free: Iterator[int]) -> list[int]:
    if environment.runner == "nomad":
        return []
    if environment.router is None:
        return [port.publish or port.container] * count
    return list(islice(free, count))
