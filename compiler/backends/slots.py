"""Instance slots: how many each colour of a component has, and the host ports they begin with.

A component's instances stand in numbered slots of two colours, so that two versions can be alive. The ports here
are the first proposal for an environment that has none: the runtime keeps what an environment already holds.
"""

from typing import Final, Literal, NamedTuple

from ..ir.release import Component, Environment, Port

Colour = Literal["blue", "green"]
COLOURS: Final[tuple[Colour, ...]] = ("blue", "green")

HTTP_PORT: Final = 80
"""Where routes listen whose port is not published elsewhere."""

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
    """Return how wide the environment's range of host ports must be to hold its slots'."""
    if environment.runner == "nomad" or environment.router is None:
        return 0
    low = environment.target.port_range[0]
    counts = [len(COLOURS) * capacity(environment, each) * len(each.ports) for each in environment.components]
    enough = low + sum(counts) + max(counts, default=0) * len(router_ports(environment))
    endless = environment._replace(target=environment.target._replace(port_range=(low, enough)))
    return max((host - low + 1 for slot in slots(endless) for _, host in slot.ports), default=0)


def router_ports(environment: Environment) -> frozenset[int]:
    """Return the host ports on which the environment's router may listen: those published, and that of plain HTTP."""
    if environment.router is None:
        return frozenset()
    published = {port.publish for each in environment.components for port in each.ports if port.publish is not None}
    return frozenset(published | {HTTP_PORT})


def slots(environment: Environment) -> tuple[Slot, ...]:
    """Return all slots: components in their order, blue before green, by number.

    The host ports of one container port are a range, slot by slot, which Compose can share out among replicas.
    Nomad gives ports when an instance starts, so its slots have none. Without a router an instance has the published
    port; where none is published a container has no host port, and a program under systemd has the component's own.
    Behind a router no instance gets a port on which the router listens. Ports that the environment's range does not
    hold are left out.
    """
    low, high = environment.target.port_range
    taken = router_ports(environment)
    free = [port for port in range(low, high + 1) if port not in taken]
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


def _hosts(environment: Environment, port: Port, count: int, free: list[int]) -> list[int]:
    if environment.runner == "nomad":
        return []
    if environment.router is None:
        own = port.publish or (port.container if environment.runner == "systemd" else None)
        return [] if own is None else [own] * count
    return _consecutive(free, count)


def _consecutive(free: list[int], count: int) -> list[int]:
    """Take the first `count` ports that follow each other, and what lies before them; else all that are left."""
    for at in range(len(free) - count + 1):
        found = free[at : at + count]
        if found[-1] - found[0] == count - 1:
            del free[: at + count]
            return found
    found, free[:] = [], []
    return found
