"""A component as a systemd template unit, `COMPONENT@.service`, whose instances are `COMPONENT@COLOUR-SLOT.service`.

A slot's own file of variables says which release it runs (`RELEASE`) and where it listens (`PORT` for the first port,
`PORT_NAME` for each), so that the unit's text changes only when the component does.
"""

import re
from typing import Final

from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ..base import Mapped, OutputFile
from ..slots import slots
from .dotenv import assignments, fits
from .layout import host_directory, host_user, state_directory, unit_path
from .manifest import drain_timeout
from .secrets import component_uses
from .template import render

RESERVED: Final = re.compile(r"PORT(_[A-Z0-9_]+)?|RELEASE")
"""Variables of a slot's own file, which is read last."""


def port_variable(name: str) -> str:
    """Return the variable that holds the host port of the port of this name."""
    return "PORT_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


def unit(plan: Plan, environment: Environment, component: Component) -> tuple[OutputFile, list[Mapped]]:
    """Return the component's template unit and its source map."""
    directory = host_directory(plan, environment)
    return render(
        "unit.service.j2",
        unit_path(environment, component),
        component=component.name,
        description=f"{component.name} of {plan.name} in {environment.name}",
        origin=component.origin,
        directory=directory,
        user=host_user(plan, environment),
        program=f'cd "{directory}/releases/$RELEASE/{component.name}" && exec "$@"',
        words=_words(component),
        drain_timeout=drain_timeout(plan, environment, component.name),
        cpu_quota=_quota(component.resources.cpu),
        memory=component.resources.memory,
        resources_origin=component.resources.origin,
        volumes=[
            {**each._asdict(), "directory": state_directory(plan, environment, each.name)} for each in component.volumes
        ],
        secret_variables=any(use.env for use in component_uses(component)),
        secret_files=[use for use in component_uses(component) if use.file],
        low_ports=_has_low_port(environment, component),
    )


def _words(component: Component) -> list[str]:
    """Return the command, by way of `env` where a value has characters that no file of variables can hold."""
    odd = [f"{each.name}={each.value}" for each in assignments(component) if not fits(each.value)]
    return ["env", *odd, *component.command] if odd else list(component.command)


def _quota(cpu: int | None) -> str:
    """Write thousandths of a core as systemd's percentage of one."""
    return f"{cpu // 10}.{cpu % 10}%" if cpu else ""


def _has_low_port(environment: Environment, component: Component) -> bool:
    """Tell whether an instance listens below 1024, for which it needs a capability."""
    return any(host < 1024 for slot in slots(environment) if slot.component == component.name for _, host in slot.ports)
