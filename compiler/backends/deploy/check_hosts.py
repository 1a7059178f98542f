"""What a host under systemd cannot give, and what environments on one host take from each other."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ...ir.release import AllAtOnce, Component, Environment
from ..binding import two_versions
from ..slots import slots
from ..volumes import check_volumes
from .exposure import Claim, claims
from .units import RESERVED


def check_host(plan: Plan, environment: Environment) -> Iterator[Diagnostic]:
    """Yield the diagnostics of one systemd environment."""
    for component in environment.components:
        yield from _component(environment, component)
    yield from _volumes(plan, environment)
    told = two_versions(plan, environment)
    for component in environment.components:
        if component not in told:
            yield from check_volumes(component)


def _component(environment: Environment, component: Component) -> Iterator[Diagnostic]:
    from .rules.disk_limit import disk_limit
    from .rules.needs_artifact import needs_artifact
    from .rules.needs_command import needs_command
    from .rules.replicas_need_router import replicas_need_router
    from .rules.reserved_variable import reserved_variable

    if component.artifact is None:
        yield needs_artifact(component, environment)
    elif not component.command:
        yield needs_command(component, environment)
    if component.resources.disk is not None:
        yield disk_limit(component, environment)
    if environment.router is None and component.replicas > 1 and component.ports:
        yield replicas_need_router(component, environment)
    for variable in component.environment:
        if RESERVED.fullmatch(variable.name):
            yield reserved_variable(variable, component, environment)


def _volumes(plan: Plan, environment: Environment) -> Iterator[Diagnostic]:
    from .rules.volume_in_two import volume_in_two

    for job in plan.jobs:
        deploy = job.deploy
        if deploy is None or deploy.environment != environment.name or isinstance(deploy.strategy, AllAtOnce):
            continue
        for component in environment.components:
            for volume in component.volumes if component.name in deploy.components else ():
                if not volume.read_only and not volume.shared:
                    yield volume_in_two(volume, component, deploy)


def check_hosts(plan: Plan) -> Iterator[Diagnostic]:
    """Yield units and ports that two environments want on one host."""
    from .rules.port_conflict import port_conflict

    units: dict[tuple[str, str], Environment] = {}
    ports: dict[tuple[str, int], Claim] = {}
    for environment in plan.environments:
        if environment.runner == "nomad":
            continue
        clashing = False
        for host in environment.target.hosts:
            found = list(_units(units, environment, host))
            clashing = clashing or bool(found)
            yield from found[:1]
        for port, claim in _claims(environment):
            first = ports.setdefault((claim.host, port), claim)
            if first.environment != claim.environment and not clashing:
                yield port_conflict(port, first, claim)


def _units(units: dict[tuple[str, str], Environment], environment: Environment, host: str) -> Iterator[Diagnostic]:
    from .rules.unit_conflict import unit_conflict

    for component in environment.components if environment.runner == "systemd" else ():
        first = units.setdefault((host, component.name), environment)
        if first is not environment:
            yield unit_conflict(component, first, environment, host)


def _claims(environment: Environment) -> Iterator[tuple[int, Claim]]:
    """Yield the host ports that an environment takes: the router's and its slots', else its components' own."""
    for host in environment.target.hosts:
        if environment.router:
            for port, _, match in claims(environment):
                yield port, Claim(environment.name, host, match.component, environment.origin)
            for slot in slots(environment):
                for _, port in slot.ports:
                    yield port, Claim(environment.name, host, slot.component, environment.origin)
            continue
        for component in environment.components:
            for own in component.ports:
                taken = own.publish or (own.container if environment.runner == "systemd" else None)
                if taken:
                    yield taken, Claim(environment.name, host, component.name, environment.origin)
