"""What Compose would do with each service of a project, and how each stands now."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from compiler.diagnostics import Span
from compiler.ir.release import Component, Environment
from compiler.review.statement import Level, Statement
from runtime.observing.compose import Service, Stack
from runtime.observing.containers import Container

from .compose_fields import by_hand, differences
from .found import Named, component_named, instances, place_named
from .wanted import Wanted

_WRONG: Final = {
    "exited": "has ended",
    "created": "was never started",
    "dead": "is dead",
    "paused": "is paused",
    "restarting": "restarts again and again",
    "removing": "is being removed",
}


class ServiceFile(NamedTuple):
    """An emitted file, and the components whose instances are in others."""

    wanted: Wanted
    path: str
    environment: Environment
    elsewhere: frozenset[str]

    def origin(self, service: str, *keys: str) -> Span:
        """Return the pipeline's line for a service, or for what it has below `keys`."""
        return self.wanted.origin(self.path, "/".join(("/services", service, *keys)))

    def component(self, labels: dict[str, str], service: str) -> Component | None:
        """Return the component that a service is of."""
        name = labels.get("pipec.component", service)
        return next((each for each in self.environment.components if each.name == name), None)


class Standing(NamedTuple):
    """A service in the file, its component, and its containers."""

    file: ServiceFile
    service: Service
    name: str
    component: Component | None
    containers: tuple[Container, ...]

    @property
    def named(self) -> Named:
        """How statements about the component begin."""
        return component_named(self.name, self.file.environment, self._origin)._replace(
            text=f"component `{self.name}`{self._slot} in `{self.file.environment.name}`"
        )

    @property
    def place(self) -> Named:
        """How statements about what the environment experiences begin."""
        found = place_named(self.name, self.file.environment, self._origin)
        return found._replace(text=f"{found.text}{self._slot}")

    @property
    def _slot(self) -> str:
        return "" if self.service.name == self.name else f" ({self.service.name})"

    @property
    def _origin(self) -> Span:
        return self.file.origin(self.service.name)


def services(file: ServiceFile, stack: Stack, running: Sequence[Container]) -> Iterator[Statement]:
    """Yield what differs in a project, service by service."""
    known = {each.name for each in stack.services}
    for service in stack.services:
        component = file.component(dict(service.labels), service.name)
        name = component.name if component else service.name
        if name not in file.elsewhere:
            own = tuple(each for each in running if each.service == service.name)
            yield from _service(Standing(file, service, name, component, own))
    gone = dict.fromkeys(each.service for each in running if each.service not in known)
    for name in gone:
        yield _leftover(file, name, stack.project, sum(each.service == name for each in running))


def _leftover(file: ServiceFile, name: str, project: str, count: int) -> Statement:
    named = component_named(name, file.environment, file.environment.origin)
    text = f" is no longer in the pipeline, and left running with {instances(count)} in project `{project}`"
    command = "docker compose -f compose.lock.yaml up -d --remove-orphans"
    return named.say("leftover", "notable", text, f"nothing stops it: `{command}` does")


def _service(found: Standing) -> Iterator[Statement]:
    if not found.containers:
        text = f" starts with {instances(found.service.replicas)}"
        yield found.place.say("added", "low", text, "nothing of it is there yet")
        return
    yield from _number(found)
    stale = [each for each in found.containers if each.hash != found.service.hash]
    if stale:
        yield _recreated(found, len(stale))
        yield from differences(found, stale[0])
    for container in found.containers:
        yield from _state(found, container, again=container in stale)
        if container not in stale:
            yield from by_hand(found, container)


def _number(found: Standing) -> Iterator[Statement]:
    before, after = len(found.containers), found.service.replicas
    at = found.file.origin(found.service.name, "deploy", "replicas")
    text = f" goes from {before} to {instances(after)}"
    if before < after:
        yield found.place.say("more", "low", text, "those that run stay as they are", at=at)
    elif before > after:
        yield found.place.say("less", "notable", text, "fewer instances answer the same requests", at=at)


def _recreated(found: Standing, count: int) -> Statement:
    begun = min(count, found.service.replicas)
    text = f" restarts: {instances(count)} stopped, then {instances(begun)} started"
    return found.place.say("restart", "notable", text, "it does not answer between the stop and the start")


def _state(found: Standing, container: Container, *, again: bool) -> Iterator[Statement]:
    wrong = _WRONG.get(container.state)
    if wrong and not again:
        helps = container.state in {"exited", "created", "dead"}
        reason = "applying starts it" if helps else "applying does not mend it"
        level: Level = "notable" if helps or container.state == "paused" else "dangerous"
        yield found.place.say("state", level, f": instance `{container.name}` {wrong}", reason)
    elif container.health == "unhealthy" and not again:
        text = f": instance `{container.name}` is unhealthy"
        yield found.place.say("state", "dangerous", text, "its own check says so, and applying does not mend it")
