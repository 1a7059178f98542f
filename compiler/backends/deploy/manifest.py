"""The manifest of one environment: all that a deployment needs to know, in one closed JSON document."""

from typing import Any, Final

from ...diagnostics import NOWHERE
from ...ir.digest import plan_digest, release_id
from ...ir.plan import Plan
from ...ir.release import AllAtOnce, Component, Deploy, Environment
from ...ir.values import BuiltImage, Variable
from ..profile import Profile
from ..slots import slots
from ..traced import Traced, TracedList
from .exposure import Listener, listeners
from .holes import holes
from .layout import dotenv_path, host_directory, router_paths, unit_path
from .secrets import required
from .tasks import deployment_tasks
from .values import approval, health_check, resources

FORMAT: Final = "1"
"""The version of the manifest's format, and of `schemas/manifest.schema.json`."""


def manifest(plan: Plan, environment: Environment, profile: Profile) -> dict[str, Any]:
    """Return the manifest of an environment; file names in it are relative to the target's folder, but for holes."""
    unbound = holes(plan, environment, profile.option("nomad_format", "json"))
    data = {
        "format": FORMAT,
        "pipeline": plan.name,
        "environment": environment.name,
        "plan": plan_digest(plan),
        "release": {"id": release_id(plan.components), "sealed": not unbound},
        "runner": environment.runner,
        "target": _target(plan, environment, profile),
        "router": _router(environment),
        "after": environment.after,
        "approval": approval(environment.approval),
        "components": TracedList((_component(environment, each), each.origin) for each in environment.components),
        "instances": _instances(environment),
        "secrets": required(environment),
        "artifacts": _artifacts(environment),
        "holes": unbound,
        "deployments": [_deployment(environment, job, deploy) for job, deploy in deployments(plan, environment)],
    }
    return Traced(environment.origin, data)


def deployments(plan: Plan, environment: Environment) -> list[tuple[str | None, Deploy]]:
    """Return the deployments to an environment with the ids of their jobs, in the plan's order.

    An environment that no job deploys to still can be deployed to by hand, all at once.
    """
    found: list[tuple[str | None, Deploy]] = [
        (job.id, job.deploy) for job in plan.jobs if job.deploy and job.deploy.environment == environment.name
    ]
    by_hand = Deploy(environment.name, tuple(each.name for each in environment.components), AllAtOnce())
    return found or [(None, by_hand)]


def drain_timeout(plan: Plan, environment: Environment, component: str | None = None) -> int:
    """Return the longest time that an old instance (of one component) may take to finish its requests."""
    times = [
        getattr(deploy.strategy, "drain_timeout", 0)
        for _, deploy in deployments(plan, environment)
        if component is None or component in deploy.components
    ]
    return max(times, default=0) or 120


def _target(plan: Plan, environment: Environment, profile: Profile) -> dict[str, Any]:
    target = environment.target
    if environment.runner == "nomad":
        return {
            "address": target.address,
            "namespace": target.namespace or profile.namespace or None,
            "region": target.region or profile.region or None,
            "datacenters": list(target.datacenters or profile.datacenters),
        }
    return {
        "hosts": list(target.hosts),
        "directory": host_directory(plan, environment),
        "port_range": list(target.port_range),
    }


def _router(environment: Environment) -> dict[str, Any] | None:
    if environment.router is None:
        return None
    return {
        "kind": environment.router,
        "files": list(router_paths(environment)),
        "listeners": [
            {"port": listener.port, "mode": listener.mode, "backends": _names(listener)}
            for listener in listeners(environment)
        ],
    }


def _names(listener: Listener) -> list[str]:
    return list(dict.fromkeys(match.backend for match in listener.matches))


def _component(environment: Environment, component: Component) -> dict[str, Any]:
    on_host = environment.runner == "systemd"
    data = {
        "name": component.name,
        "digest": component.digest,
        "image": _image(component),
        "artifact": component.artifact and {"job": component.artifact.job, "artifact": component.artifact.artifact},
        "command": list(component.command),
        "environment": _environment(component.environment),
        "secrets": TracedList((_fields(each), each.origin) for each in component.secrets),
        "ports": [port._asdict() for port in component.ports],
        "replicas": component.replicas,
        "resources": resources(component.resources),
        "volumes": TracedList((_fields(each), each.origin) for each in component.volumes),
        "labels": dict(component.labels),
        "depends_on": list(component.depends_on),
        "health_check": health_check(component.health_check),
        "routes": TracedList((_fields(each), each.origin) for each in component.routes),
        "unit": unit_path(environment, component) if on_host else None,
        "variables": dotenv_path(environment, component) if on_host else None,
    }
    return Traced(component.origin, data)


def _fields(value: Any) -> dict[str, Any]:
    return {name: each for name, each in value._asdict().items() if name != "origin"}


def _image(component: Component) -> dict[str, Any] | None:
    image = component.image
    if image is None:
        return None
    if isinstance(image, BuiltImage):
        return Traced(image.origin, {"reference": None, "pinned": None})
    return Traced(image.origin, {"reference": image.reference, "pinned": image.pinned})


def _environment(variables: tuple[Variable, ...]) -> dict[str, Any]:
    """Return variables by name; None is a hole."""
    values = {each.name: each.value.constant for each in variables}
    return Traced(NOWHERE, values, {each.name: each.origin for each in variables})


def _artifacts(environment: Environment) -> list[dict[str, Any]]:
    return [
        Traced(
            each.artifact.origin,
            {"component": each.name, "job": each.artifact.job, "artifact": each.artifact.artifact, "sha256": None},
        )
        for each in environment.components
        if each.artifact
    ]


def _instances(environment: Environment) -> list[dict[str, Any]]:
    ports = {each.name: {port.container: port.name for port in each.ports} for each in environment.components}
    return [
        {
            "component": slot.component,
            "colour": slot.colour,
            "slot": slot.number,
            "ports": {ports[slot.component][container]: host for container, host in slot.ports},
        }
        for slot in slots(environment)
    ]


def _deployment(environment: Environment, job: str | None, deploy: Deploy) -> dict[str, Any]:
    data = {
        "job": job,
        "components": list(deploy.components),
        "strategy": deploy.strategy.type,
        "sticky": getattr(deploy.strategy, "sticky", None),
        "rollback_on_failure": deploy.rollback_on_failure,
        "monitor": deploy.monitor,
        "tasks": deployment_tasks(deploy, environment),
    }
    return Traced(deploy.origin, data)
