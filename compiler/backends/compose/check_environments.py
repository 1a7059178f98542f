"""What an environment's components ask for that Compose cannot give."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.job import Job
from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ..binding import two_versions
from ..port_ranges import check_port_range
from ..volumes import check_volumes
from .rules import component_image, disk_limit, fixed_port, least_memory, open_store, shared_volume


def check_environments(plan: Plan) -> Iterator[Diagnostic]:
    """Yield the problems of all environments that run on Compose."""
    for environment in plan.environments:
        if environment.runner != "compose":
            continue
        for component in environment.components:
            yield from _component(component, environment)
        yield from _volumes(plan, environment)
        yield from _two_versions(plan, environment)
        yield from check_port_range(environment)


def _component(component: Component, environment: Environment) -> Iterator[Diagnostic]:
    if component.image is None:
        yield component_image.component_without_image(component, environment)
    if component.resources.disk is not None:
        yield disk_limit.disk_of_component(component, environment)
    memory = component.resources.memory
    if memory is not None and memory < least_memory.LEAST:
        yield least_memory.too_little(component.resources.origin, f"component `{component.name}`", memory)
    for port in component.ports:
        if port.publish is not None and environment.router is None and port.container in open_store.STORES:
            yield open_store.open_store(component, port, environment)
    if component.replicas > 1 and _publishes(component, environment):
        yield fixed_port.port_twice(component, environment, f"its {component.replicas} replicas")


def _volumes(plan: Plan, environment: Environment) -> Iterator[Diagnostic]:
    """Yield what instances write together; two versions that do are told by a rule of their own."""
    told = two_versions(plan, environment)
    for component in environment.components:
        if component not in told:
            yield from check_volumes(component)


def _publishes(component: Component, environment: Environment) -> bool:
    return environment.router is None and any(port.publish is not None for port in component.ports)


def _two_versions(plan: Plan, environment: Environment) -> Iterator[Diagnostic]:
    for component in two_versions(plan, environment):
        if component.replicas == 1 and _publishes(component, environment):
            yield fixed_port.port_twice(component, environment, "the old and the new version")
        for volume in component.volumes:
            if not volume.read_only and not volume.shared:
                yield shared_volume.written_twice(component, volume, _deployment(plan, environment, component))


def _deployment(plan: Plan, environment: Environment, component: Component) -> Job:
    return next(
        job
        for job in plan.jobs
        if job.deploy
        and job.deploy.environment == environment.name
        and job.deploy.strategy.type != "all-at-once"
        and component.name in job.deploy.components
    )
