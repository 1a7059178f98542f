"""Health checks: a port where the type needs one, times that can be kept."""

from typing import Literal, cast

from ...ir.release import Port
from ...ir.values import HealthCheck
from ..fields import Fields
from ..folding import cause_of
from ..tree import Scalar
from .scripts import check_command

TYPES = ("http", "tcp", "command")


def check_health(fields: Fields | None, ports: tuple[Port, ...] | None) -> HealthCheck | None:
    """Return the health check of a component, service or smoke test whose ports are `ports`."""
    if fields is None:
        return None
    kind = cast("Literal['http', 'tcp', 'command']", fields.choice("type", TYPES, "http"))
    port = check_port(fields, "port", ports)
    if kind != "command" and port is None and not fields.has("port"):
        from ..rules.health_check_without_port import without_port

        fields.context.report(without_port(fields.context, fields.mapping, kind, ports or ()))
    command = check_command(fields, "command", shell=True) if kind == "command" else ()  # noqa: S604 - a parameter of ours
    return HealthCheck(
        type=kind,
        port=port,
        path=fields.text("path", "/"),
        expected_status=fields.integer("expected_status", 200, 100, 599),
        expected_body=fields.optional_text("expected_body"),
        command=command,
        timeout=fields.period("timeout", 5),
        interval=fields.period("interval", 10),
        retries=fields.integer("retries", 3, 1),
        start_period=fields.duration("start_period", 0),
        success_threshold=fields.integer("success_threshold", 1, 1),
        failure_threshold=fields.integer("failure_threshold", 2, 1),
        origin=fields.span,
    )


def check_port(fields: Fields, key: str, ports: tuple[Port, ...] | None) -> int | None:
    """Return a container port written as a number or by its name; `ports` are None where they were broken."""
    node = fields.node(key)
    if isinstance(node, Scalar) and "${" not in node.text and not node.text.isdigit():
        if ports is None:
            return None
        for port in ports:
            if port.name == node.text:
                return port.container
        from ..rules.unknown_port import unknown_port

        owner = fields.scope.owner.partition(" in ")[0]
        found = unknown_port(fields.context, node, tuple(port.name for port in ports))
        fields.context.report(found, cause=cause_of("port", node.text, ports, owner))
        return None
    return fields.optional_integer(key, 1, 65535)
