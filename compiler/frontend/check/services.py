"""Services: sidecars of a job with image, environment, ports and health."""

from collections.abc import Iterator

from ...ir.expression import Value
from ...ir.job import Service
from ...ir.release import Port
from ..document import JobDeclaration, is_vague
from ..fields import Fields, convert, to_integer
from ..scope import Scope
from ..tree import Mapping, Sequence
from .health import check_health
from .images import check_image
from .variables import own_variables


def check_services(fields: Fields, job: JobDeclaration) -> tuple[Service, ...]:
    """Return the services of one instance of a job."""
    return tuple(_services(fields, job))


def service_variables(job: Mapping) -> frozenset[str]:
    """Return the variables by which the steps of a job reach its services: HOST, and PORT where one is named."""
    node = job.get("services")
    found: list[str] = []
    for entry in node if isinstance(node, Mapping) else ():
        prefix = f"PIPEC_SERVICE_{entry.key.text.replace('-', '_').upper()}"
        ports = entry.value.get("ports") if isinstance(entry.value, Mapping) else entry.value
        found.append(f"{prefix}_HOST")
        if is_vague(ports) or (isinstance(ports, Sequence) and ports.items):
            found.append(f"{prefix}_PORT")
    return frozenset(found)


def _services(fields: Fields, job: JobDeclaration) -> Iterator[Service]:
    for name, section in fields.sections("services"):
        outer = fields.scope
        scope = Scope(outer.context, f"service `{name.text}`", section.node("environment"), outer)
        service = Fields(section.mapping, scope)
        image = check_image(service)
        ports = _ports(service)
        named = tuple(Port(str(port), port) for port in ports)
        variables = own_variables(scope, job.secrets)
        health = check_health(service.section("health_check"), None if is_vague(section.node("ports")) else named)
        if image is not None:
            yield Service(name.text, image, variables, ports, health, section.span)


def _ports(fields: Fields) -> tuple[int, ...]:
    found = (convert(fields.scope, item, "a port", _to_port) for item in fields.items("ports"))
    return tuple(port for port in found if port is not None)


def _to_port(value: Value) -> int | None:
    return to_integer(value, 1, 65535)
