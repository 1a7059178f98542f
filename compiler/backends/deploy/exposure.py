"""What an environment's router listens on, and which component gets which request.

A route's `path` takes whole segments: `/api` is `/api` and all below `/api/`. Among the routes of one listener an
exact host wins over a wildcard, a wildcard over none, and then the longer path. A published port that no route
names is a listener of its own: HTTP when the component's health check says that it speaks HTTP there, else TCP.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from ...diagnostics import Span
from ...ir.release import Component, Environment
from ..slots import HTTP_PORT


class Match(NamedTuple):
    """Requests for one container port of a component. `host` None is any, `*.x` all names below `x`.

    `routed` is false for all requests to a published port that no route names.
    """

    host: str | None
    path: str
    component: str
    port: int
    origin: Span
    routed: bool = True

    @property
    def backend(self) -> str:
        """The name of the group of servers in the router's configuration."""
        return backend_name(self.component, self.port)


class Claim(NamedTuple):
    """A port of a host that a component wants, itself or by the router."""

    environment: str
    host: str
    component: str
    origin: Span


class Listener(NamedTuple):
    """A port of the router; matches in the order in which they are tried."""

    port: int
    mode: Literal["http", "tcp"]
    matches: tuple[Match, ...]


class Backend(NamedTuple):
    """A group of servers: one container port of a component."""

    component: Component
    port: int
    mode: Literal["http", "tcp"]

    @property
    def name(self) -> str:
        """Its name in the router's configuration."""
        return backend_name(self.component.name, self.port)


def backend_name(component: str, port: int) -> str:
    """Return the name of a component's container port in the router's configuration."""
    return f"{component}-{port}"


def claims(environment: Environment) -> Iterator[tuple[int, Literal["http", "tcp"], Match]]:
    """Yield every port that a component wants of the router, its mode, and the requests, in the plan's order."""
    for component in environment.components:
        published = {port.container: port.publish for port in component.ports}
        routed = set()
        for route in component.routes:
            port = route.port or (component.ports[0].container if component.ports else HTTP_PORT)
            routed.add(port)
            host = route.host.lower() if route.host else None
            match = Match(host, route.path, component.name, port, route.origin)
            yield published.get(port) or HTTP_PORT, "http", match
        for container, publish in published.items():
            if publish is not None and container not in routed:
                yield (
                    publish,
                    _mode(component, container),
                    Match(None, "/", component.name, container, component.origin, routed=False),
                )


def _mode(component: Component, container: int) -> Literal["http", "tcp"]:
    check = component.health_check
    return "http" if check is not None and check.type == "http" and check.port == container else "tcp"


def listeners(environment: Environment) -> tuple[Listener, ...]:
    """Return the router's listeners by port; empty without a router."""
    if environment.router is None:
        return ()
    modes: dict[int, Literal["http", "tcp"]] = {}
    found: dict[int, list[Match]] = {}
    for port, mode, match in claims(environment):
        modes.setdefault(port, mode)
        found.setdefault(port, []).append(match)
    return tuple(Listener(port, modes[port], tuple(sorted(found[port], key=_rank))) for port in sorted(found))


def backends(environment: Environment) -> tuple[Backend, ...]:
    """Return the groups of servers that the listeners need, in the plan's order."""
    components = {component.name: component for component in environment.components}
    found: dict[str, Backend] = {}
    for _, mode, match in claims(environment) if environment.router else ():
        found.setdefault(match.backend, Backend(components[match.component], match.port, mode))
    return tuple(found.values())


def exposed(environment: Environment, component: Component) -> bool:
    """Tell whether the router sends anything to the component, so that there is traffic to shift."""
    return any(backend.component.name == component.name for backend in backends(environment))


def _rank(match: Match) -> tuple[int, int, str, int, str]:
    kind = 2 if match.host is None else 1 if match.host.startswith("*.") else 0
    host = match.host or ""
    return (kind, -len(host), host, -len(match.path), match.path)


def hosts(listener: Listener) -> tuple[str | None, ...]:
    """Return the hosts of a listener in the order in which they are tried, None (any other) always last."""
    named = dict.fromkeys(match.host for match in listener.matches if match.host is not None)
    return (*named, None)


def matches_of(listener: Listener, host: str | None) -> tuple[Match, ...]:
    """Return what a request for `host` can reach: the host's own routes, then the wider ones not hidden by them."""
    kept: list[Match] = []
    for match in listener.matches:
        if _covers(match.host, host) and not _hidden(match, kept):
            kept.append(match)
    return tuple(kept)


def _covers(pattern: str | None, host: str | None) -> bool:
    if pattern is None or pattern == host:
        return True
    return host is not None and pattern.startswith("*.") and host.endswith(pattern[1:])


def _hidden(match: Match, before: Iterable[Match]) -> bool:
    return any(
        match.path == other.path or (other.host != match.host and below(match.path, other.path)) for other in before
    )


def below(path: str, parent: str) -> bool:
    """Tell whether `path` is `parent` or below it."""
    return path == parent or path.startswith(parent.rstrip("/") + "/")
