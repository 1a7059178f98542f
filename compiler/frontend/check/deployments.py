"""Deployments among jobs and environments: what they deploy is made before, promotions come after what they promote."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...diagnostics import Span
from ...ir.release import Component, Deploy, Environment
from ...ir.values import BuiltImage
from ..checked import CheckedJob
from ..context import Context


class Deployment(NamedTuple):
    """A job that deploys to an environment, and where it is defined."""

    job: str
    environment: str
    span: Span


def check_deployments(context: Context, jobs: tuple[CheckedJob, ...], environments: tuple[Environment, ...]) -> None:
    """Report deployments that wait for too little."""
    known = {environment.name: environment for environment in environments}
    deployments: dict[str, list[Deployment]] = {}
    for job, deploy in _deploys(jobs):
        environment = known.get(deploy.environment)
        if environment is not None:
            row = deployments.setdefault(deploy.environment, [])
            row.append(Deployment(job.name, deploy.environment, job.origin))
            _filled(context, job, deploy, environment)
    for environment in environments:
        if not _returns(environment, known):
            _promoted(context, environment, deployments)


def _deploys(jobs: tuple[CheckedJob, ...]) -> Iterator[tuple[CheckedJob, Deploy]]:
    for job in jobs:
        seen: set[str] = set()
        for instance, _ in job.instances:
            if instance.deploy is not None and instance.deploy.environment not in seen:
                seen.add(instance.deploy.environment)
                yield job, instance.deploy


def _filled(context: Context, job: CheckedJob, deploy: Deploy, environment: Environment) -> None:
    if environment.after is not None:
        return  # a promotion deploys what is healthy there
    told: set[str] = set()
    for component in environment.components:
        if component.name not in deploy.components:
            continue
        for producer, wanted, origin in _made(component):
            if producer not in told and not context.ancestry.may_reach(job.name, producer):
                from ..rules.unfilled_hole import unfilled_hole

                told.add(producer)
                context.report(unfilled_hole(job.origin, job.name, component.name, wanted, origin))


def _made(component: Component) -> Iterator[tuple[str, str, Span]]:
    """Yield the jobs that make a component, with the reference to what they make and where it is written."""
    image, artifact = component.image, component.artifact
    if isinstance(image, BuiltImage):
        yield image.job, f"{image.job}.{image.output}", image.origin
    if artifact is not None:
        yield artifact.job, f"{artifact.job}.{artifact.artifact}", artifact.origin


def _returns(environment: Environment, known: Mapping[str, Environment]) -> bool:
    """Tell whether an environment comes after itself: that is told, and no order of jobs would do."""
    seen: set[str] = set()
    before: str | None = environment.after
    while before is not None and before in known and before not in seen:
        seen.add(before)
        before = known[before].after
    return environment.name in seen


def _promoted(context: Context, environment: Environment, deployments: dict[str, list[Deployment]]) -> None:
    """Want each deployment to wait for one into the environment before, where this pipeline has any."""
    before = deployments.get(environment.after or "", [])
    declaration = context.document.environments[environment.name]
    after = declaration.body.get("after")
    for later in deployments.get(environment.name, []):
        if before and after and not any(context.ancestry.may_reach(later.job, each.job) for each in before):
            from ..rules.promotion_order import promotion_order

            against = context.ancestry.reaches(before[0].job, later.job)
            context.report(promotion_order(later, before[0], after.span, against=against))
