"""Invariants of what a release deploys, where and how."""

import re
from collections.abc import Iterator

from .digest import component_digest
from .graph import shortest_cycle
from .job import Job
from .plan import Plan
from .release import Canary, Component, Rolling
from .values import BuiltImage, Image


def check_release(plan: Plan) -> Iterator[str]:
    """Yield what is broken in components, environments and deployments."""
    yield from _unique("component", [component.name for component in plan.components])
    yield from _unique("environment", [environment.name for environment in plan.environments])
    for where, component in _components(plan):
        yield from _check_component(plan, where, component)
    yield from _check_environments(plan)
    for job in plan.jobs:
        if job.deploy is not None:
            yield from _check_deploy(plan, job)


def check_digests(plan: Plan) -> Iterator[str]:
    """Yield the components whose digest is not that of their content."""
    for where, component in _components(plan):
        if component.digest != component_digest(component):
            yield f"{where} has the digest {component.digest!r}, which is not that of its content"


def _components(plan: Plan) -> Iterator[tuple[str, Component]]:
    for component in plan.components:
        yield f"component `{component.name}`", component
    for environment in plan.environments:
        for component in environment.components:
            yield f"component `{component.name}` in `{environment.name}`", component


def _unique(what: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"the {what} `{name}` is there twice"


def _check_component(plan: Plan, where: str, component: Component) -> Iterator[str]:
    if (component.image is None) == (component.artifact is None):
        yield f"{where} has {'neither image nor' if component.image is None else 'both image and'} artifact"
    if isinstance(component.image, Image) and not re.fullmatch("sha256:[0-9a-f]{64}|", component.image.digest):
        yield f"{where} has the malformed digest {component.image.digest!r}"
    if isinstance(component.image, BuiltImage):
        makers = [job for job in plan.jobs if component.image.job in {job.id, job.name}]
        if not any(component.image.output in job.outputs for job in makers):
            yield f"{where} has the image `{component.image.job}.{component.image.output}`, which no job puts out"
    reference = component.artifact
    if reference is not None and (reference.job, reference.artifact) not in {
        (name, artifact.name) for job in plan.jobs for artifact in job.artifacts for name in (job.id, job.name)
    }:
        yield f"{where} is the artifact `{reference.job}.{reference.artifact}`, which no job makes"
    for other in component.depends_on:
        if other not in {each.name for each in plan.components}:
            yield f"{where} depends on `{other}`, which does not exist"
    if component.replicas < 0:
        yield f"{where} has {component.replicas} replicas"


def _check_environments(plan: Plan) -> Iterator[str]:
    names = {component.name for component in plan.components}
    environments = {environment.name: environment for environment in plan.environments}
    for environment in plan.environments:
        yield from _unique(f"component in `{environment.name}`", [each.name for each in environment.components])
        for component in environment.components:
            if component.name not in names:
                yield f"the environment `{environment.name}` has a component `{component.name}` that no release has"
        if environment.after is not None and environment.after not in environments:
            yield f"the environment `{environment.name}` is after `{environment.after}`, which does not exist"
    after = {name: [each.after] if each.after else [] for name, each in environments.items()}
    cycle = shortest_cycle(after)
    if cycle is not None:
        yield f"environments are after each other: {', '.join(f'`{name}`' for name in cycle)}"


def _check_deploy(plan: Plan, job: Job) -> Iterator[str]:
    deploy = job.deploy
    if deploy is None:
        return
    environment = next((each for each in plan.environments if each.name == deploy.environment), None)
    if environment is None:
        yield f"job `{job.id}` deploys to `{deploy.environment}`, which does not exist"
        return
    for name in deploy.components:
        if name not in {component.name for component in environment.components}:
            yield f"job `{job.id}` deploys `{name}`, which `{environment.name}` does not have"
    if isinstance(deploy.strategy, Canary):
        weights = [stage.weight for stage in deploy.strategy.stages]
        rising = all(0 < a < b for a, b in zip([0.001, *weights], weights, strict=False))
        if not rising or not weights or weights[-1] != 100:
            yield f"job `{job.id}` has canary stages that do not rise to 100: {weights}"
    if isinstance(deploy.strategy, Rolling) and deploy.strategy.batch_size < 1:
        yield f"job `{job.id}` rolls in batches of {deploy.strategy.batch_size}"
