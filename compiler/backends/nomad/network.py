"""Ports, services and checks. All services are Nomad's own; ports are dynamic unless the pipeline fixes one."""

from typing import Any, Final

from ...ir.job import Job, Service
from ...ir.release import Component, Port
from ...ir.values import HealthCheck
from ..traced import Traced, TracedList
from .names import port_label, service_name
from .reserve import NANOSECONDS

HEALTH_PORT: Final = "health"
"""The label of the port that is there only for a check."""


def ports(component: Component) -> tuple[Port, ...]:
    """Return a component's ports, and the one of its health check where that is another."""
    check = component.health_check
    if check is None or check.port is None or any(port.container == check.port for port in component.ports):
        return component.ports
    return (*component.ports, Port(HEALTH_PORT, check.port))


def component_network(component: Component) -> list[dict[str, Any]]:
    """Return the group's `Networks`: none without ports."""
    dynamic = [{"Label": port.name, "To": port.container} for port in ports(component) if port.publish is None]
    fixed = [
        {"Label": port.name, "Value": port.publish, "To": port.container}
        for port in component.ports
        if port.publish is not None
    ]
    network: dict[str, Any] = {}
    if dynamic:
        network["DynamicPorts"] = dynamic
    if fixed:
        network["ReservedPorts"] = fixed
    return [network] if network else []


def component_services(pipeline: str, component: Component) -> list[dict[str, Any]]:
    """Return a service for each port, all of one name, told apart by a tag."""
    check = component.health_check
    services: list[tuple[dict[str, Any], Any]] = []
    for port in ports(component):
        service: dict[str, Any] = {
            "Name": service_name(pipeline, component.name),
            "Provider": "nomad",
            "PortLabel": port.name,
            "Tags": [f"pipec.port={port.name}"],
        }
        if check is not None and check.port == port.container and check.type != "command":
            service["Checks"] = [_check(check)]
        services.append((service, component.origin))
    return TracedList(services)


def _check(check: HealthCheck) -> dict[str, Any]:
    data: dict[str, Any] = {"Name": "health", "Type": check.type}
    if check.type == "http":
        data["Path"] = check.path
    data["Interval"] = max(check.interval, 1) * NANOSECONDS
    data["Timeout"] = max(check.timeout, 1) * NANOSECONDS
    return Traced(check.origin, data)


def service_ports(service: Service) -> tuple[int, ...]:
    """Return the ports of a job's sidecar, with that of its health check."""
    check = service.health_check
    if check is None or check.port is None or check.port in service.ports:
        return service.ports
    return (*service.ports, check.port)


def sidecar_label(service: Service, port: int) -> str:
    """Return the label of a sidecar's port."""
    return port_label("service", f"{service.name}_{port}")


def job_network(job: Job) -> list[dict[str, Any]]:
    """Return the group's `Networks`: a dynamic port for each port of each sidecar."""
    dynamic = [
        {"Label": sidecar_label(service, port), "To": port}
        for service in job.services
        for port in service_ports(service)
    ]
    return [{"DynamicPorts": dynamic}] if dynamic else []


def service_addresses(job: Job) -> dict[str, str]:
    """Return the variables that tell steps where the sidecars listen; Nomad fills in address and port."""
    env: dict[str, str] = {}
    for service in job.services:
        if service.ports:
            label = sidecar_label(service, service.ports[0])
            name = service.name.upper().replace("-", "_")
            env[f"PIPEC_SERVICE_{name}_HOST"] = f"${{NOMAD_IP_{label}}}"
            env[f"PIPEC_SERVICE_{name}_PORT"] = f"${{NOMAD_HOST_PORT_{label}}}"
    return env
