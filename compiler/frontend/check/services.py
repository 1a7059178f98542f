"""Services: sidecars of a job with image, environment, ports and health."""

from collections.abc import Iterator

from ...ir.job import Service
from ...ir.release import Port
from ..document import JobDeclaration, as_mapping
from ..fields import Fields
from ..scope import Scope
from .health import check_health
from .images import check_image
from .variables import own_variables


def check_services(fields: Fields, job: JobDeclaration) -> tuple[Service, ...]:
    """Return the services of one instance of a job."""
    return tuple(_services(fields, job))


def _services(fields: Fields, job: JobDeclaration) -> Iterator[Service]:
    for name, section in fields.sections("services"):
        outer = fields.scope
        scope = Scope(outer.context, f"service `{name.text}`", as_mapping(section.node("environment")), outer)
        service = Fields(section.mapping, scope)
        image = check_image(service)
        ports = tuple(port for port in (_port(service, index) for index in range(len(service.items("ports")))) if port)
        named = tuple(Port(str(port), port) for port in ports)
        variables = own_variables(scope, tuple(job.secrets))
        health = check_health(service.section("health_check"), named)
        if image is not None:
            yield Service(name.text, image, variables, ports, health, section.span)


def _port(fields: Fields, index: int) -> int | None:
    from ..fields import convert

    return convert(fields.scope, fields.items("ports")[index], "a port", _to_port)


def _to_port(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdigit() and 0 < int(text) < 65536 else None
