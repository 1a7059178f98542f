"""What a router, or the lack of one, makes impossible in an environment."""

from collections import defaultdict
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.release import Component, Environment
from ..port_ranges import check_port_range
from .exposure import Claim, Match, claims


def check_router(environment: Environment) -> Iterator[Diagnostic]:
    """Yield what routes, published ports and health checks want of the environment's router in vain."""
    if environment.router is None:
        yield from _without(environment)
        return
    yield from _ports(environment)
    yield from _routes(environment)
    for component in environment.components:
        yield from _reachable(environment, component)
    if environment.router == "nginx":
        yield from _nginx(environment)


def _without(environment: Environment) -> Iterator[Diagnostic]:
    from .rules.route_without_router import route_without_router

    for component in environment.components:
        if component.routes:
            yield route_without_router(component, environment)


def _ports(environment: Environment) -> Iterator[Diagnostic]:
    from .rules.port_conflict import port_conflict

    yield from check_port_range(environment)
    holders: dict[int, tuple[str, Match]] = {}
    for port, mode, match in claims(environment):
        held, holder = holders.setdefault(port, (mode, match))
        shared = held == mode == "http" and match.routed and holder.routed
        if holder is not match and not shared:
            one, other = (Claim(environment.name, "", each.component, each.origin) for each in (holder, match))
            yield port_conflict(port, one, other)


def _routes(environment: Environment) -> Iterator[Diagnostic]:
    from .rules.route_conflict import route_conflict

    taken: dict[tuple[int, str | None, str], Match] = {}
    for port, _, match in claims(environment):
        if match.routed:
            first = taken.setdefault((port, match.host, match.path.rstrip("/")), match)
            if first is not match:
                yield route_conflict(first, match, environment)


def _reachable(environment: Environment, component: Component) -> Iterator[Diagnostic]:
    from .rules.check_port import check_port
    from .rules.route_without_port import route_without_port

    listed = {port.container for port in component.ports}
    for route in component.routes:
        if not listed or (route.port is not None and route.port not in listed):
            yield route_without_port(route, component)
    check = component.health_check
    asked = check.port if check and check.type != "command" else None
    if listed and asked is not None and asked not in listed and environment.runner != "nomad":
        yield check_port(component, environment)


def _nginx(environment: Environment) -> Iterator[Diagnostic]:
    from .rules.route_conflict import same_name
    from .rules.tcp_needs_haproxy import tcp_needs_haproxy

    for port, mode, match in claims(environment):
        if mode == "tcp":
            yield tcp_needs_haproxy(match.component, port, match.origin, environment)
    alike: dict[str, list[Component]] = defaultdict(list)
    for component in environment.components:
        alike[component.name.lower()].append(component)
    for first, *others in alike.values():
        yield from (same_name(first, other) for other in others)
