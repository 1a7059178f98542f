"""What differs between a service as Compose would create it and a container that is up."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from compiler.ir.text_values import size
from compiler.review.statement import Level, Statement
from runtime.observing.containers import Container

from .found import change, image, variable

if TYPE_CHECKING:
    from .compose_services import Standing

_DERIVED = "pipec.digest"
_WEIGHTS: Final[Mapping[str, tuple[tuple[Level, str], tuple[Level, str]]]] = {
    "port": (("notable", "whoever reaches the host reaches it"), ("notable", "whoever came by it finds nothing")),
    "volume": (("low", ""), ("notable", "what it kept there is no longer before it")),
}


def differences(found: "Standing", container: Container) -> Iterator[Statement]:
    """Yield the fields that differ; one statement where Compose sees a difference that a container does not show."""
    told = list(_fields(found, container))
    yield from told
    if not told:
        text = ": what differs is something that containers do not show"
        yield found.named.say("field", "low", text, "Compose's own hash of the service is another one")


def by_hand(found: "Standing", container: Container) -> Iterator[Statement]:
    """Yield what somebody changed of a container since Compose made it."""
    for name, before, after in _limits(found, container):
        text = f": {name} of instance `{container.name}` was changed by hand, {change(name, after, before)}"
        yield found.named.say("by-hand", "notable", text, "Compose does not see it: applying leaves it as it is")


def _fields(found: "Standing", container: Container) -> Iterator[Statement]:
    service, name = found.service, found.service.name
    if service.image != container.image:
        at = found.file.origin(name, "image")
        yield image(found.named, container.image, service.image, found.component, at)
    yield from _variables(found, container)
    if service.command != container.command:
        told = change("", " ".join(container.command), " ".join(service.command))
        yield found.named.say("field", "low", f": command {told}", at=found.file.origin(name, "command"))
    if service.test != container.test:
        told = f": health_check {change('', ' '.join(container.test), ' '.join(service.test))}"
        yield found.named.say("field", "low", told, at=found.file.origin(name, "healthcheck"))
    yield from _sets(found, "port", container.ports, service.ports)
    yield from _sets(found, "volume", container.mounts, service.mounts)
    yield from _labels(found, container)
    for field, before, after in _limits(found, container):
        yield found.named.say(
            "field", "low", f": {field} {change(field, before, after)}", at=found.file.origin(name, "deploy")
        )


def _variables(found: "Standing", container: Container) -> Iterator[Statement]:
    component = found.component
    secrets = {each.env for each in component.secrets if each.env} if component else set()
    for name, before, after in _pairs(container.environment, found.service.environment):
        at = found.file.origin(found.service.name, "environment", name)
        yield variable(found.named, name, before, after, at, secret=name in secrets)


def _labels(found: "Standing", container: Container) -> Iterator[Statement]:
    for name, before, after in _pairs(container.labels, found.service.labels):
        if name != _DERIVED:
            at = found.file.origin(found.service.name, "labels", name)
            yield found.named.say("field", "low", f": label `{name}` {change(name, before, after)}", at=at)


def _pairs(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)


def _sets(found: "Standing", name: str, before: frozenset[str], after: frozenset[str]) -> Iterator[Statement]:
    at = found.file.origin(found.service.name, f"{name}s")
    more, less = _WEIGHTS[name]
    for each in sorted(after - before):
        yield found.named.say("field", more[0], f": {name} `{each}` is added", more[1], at=at)
    for each in sorted(before - after):
        yield found.named.say("field", less[0], f": {name} `{each}` is removed", less[1], at=at)


def _limits(found: "Standing", container: Container) -> Iterator[tuple[str, str, str]]:
    """Yield limits and the restart policy where they differ: of the container, then of the service."""
    service = found.service
    if service.memory != container.memory:
        yield "resources.memory", _size(container.memory), _size(service.memory)
    if service.cpus != container.cpus:
        yield "resources.cpu", _cpu(container.cpus), _cpu(service.cpus)
    if service.restart != container.restart:
        yield "restart", container.restart, service.restart


def _size(count: int) -> str:
    return size(count) if count else "no limit"


def _cpu(thousandths: int) -> str:
    return f"{thousandths / 1000:g}" if thousandths else "no limit"
