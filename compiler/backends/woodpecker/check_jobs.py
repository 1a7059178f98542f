"""What a job asks for that a workflow cannot do. The step program's own limits are its own to say."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.job import Job
from ...ir.plan import Plan
from ...ir.release import ArtifactReference
from ...ir.values import BuiltImage, Secret
from ..degrading import degrade
from ..profile import Profile
from ..shim import Refusal, check_steps, shell_guard
from .clone import CLONE_IMAGE, clone_settings
from .graph import Workflows, why_apart
from .rules import (
    approval,
    artifact_transport,
    catch_of_several,
    clone_image,
    deploy_binding,
    deploy_image,
    job_condition,
    job_network,
    job_retry,
    matrix_limits,
    resource_limits,
    service_health,
    service_value,
    step_image,
)
from .steps import sources
from .versions import clone_plugin

Problems = Iterator[Diagnostic]


def check_job(plan: Plan, job: Job, everything: Workflows, profile: Profile, *, first: bool) -> Problems:
    """Yield the problems of one job; of a matrix all instances but the first tell only what may differ."""
    chain = everything.chain_of[job.id]
    known = sources(plan, chain[: chain.index(job)])
    yield from check_steps(job, profile, known)
    yield from _inputs(plan, job, everything, profile)
    if not first:
        return
    yield from _steps(job)
    yield from _services(job)
    yield from _deployment(plan, job, profile)
    if job.checkout is not None and clone_settings(job.checkout) and not profile.option(CLONE_IMAGE):
        yield clone_image.clone_without_image(job, clone_plugin(profile))
    if job.conditional is not None and isinstance(refused := shell_guard(job.conditional, job, known), Refusal):
        yield job_condition.inexpressible_condition(job, refused.reason, refused.help)
    if set(job.runs_on) == {"failure"} and len(everything.edges[job.id]) > 1:
        yield catch_of_several.catch_of_several(job, len(everything.edges[job.id]))
    yield from degrade(job, _ignorable(job, chain, profile), profile.target)


def _steps(job: Job) -> Problems:
    for step in job.steps:
        if step.image is None and step.action is None:
            yield step_image.step_without_image(job, step)


def _inputs(plan: Plan, job: Job, everything: Workflows, profile: Profile) -> Problems:
    beside = {each.id for each in everything.chain_of[job.id]}
    for item in job.inputs:
        if item.job not in beside:
            reason = why_apart(item.job, job, everything, plan)
            store = profile.artifact_store is not None
            yield artifact_transport.unreachable_input(job, item, plan.job(item.job), reason, store=store)


def _services(job: Job) -> Problems:
    for service in job.services:
        for variable in service.environment:
            parts = variable.value.parts
            whole = len(parts) == 1 and isinstance(parts[0], Secret)
            if variable.value.constant is None and not whole:
                yield service_value.assembled_value(job, service, variable)


def _deployment(plan: Plan, job: Job, profile: Profile) -> Problems:
    if job.deploy is None:
        return
    if not profile.pipec_image:
        yield deploy_image.deployment_without_image(job)
    for component in plan.environment(job.deploy.environment).components:
        if component.name not in job.deploy.components:
            continue
        if isinstance(component.image, BuiltImage):
            made = f"output `{component.image.output}` of job `{component.image.job}`"
            yield deploy_binding.unbound(job, component, made)
        elif isinstance(component.artifact, ArtifactReference):
            made = f"artifact `{component.artifact.artifact}` of job `{component.artifact.job}`"
            yield deploy_binding.unbound(job, component, made)


def _ignorable(job: Job, chain: tuple[Job, ...], profile: Profile) -> Iterator[tuple[str, Diagnostic]]:
    """Yield what Woodpecker cannot keep, each with the feature under which a job may allow that."""
    if job.approval is not None:
        yield "approval", approval.approval_of_job(job, job.approval)
    if job.retry.max_attempts > 1:
        yield "retry", job_retry.retried_job(job)
    if job.network != "default":
        yield "network", job_network.other_network(job)
    if job.matrix is not None and job.matrix.max_parallel is not None:
        yield "max_parallel", matrix_limits.matrix_limit(job, "max_parallel")
    if job.matrix is not None and job.matrix.fail_fast:
        yield "fail_fast", matrix_limits.matrix_limit(job, "fail_fast")
    limits = [name for name in ("cpu", "memory", "disk") if getattr(job.resources, name) is not None]
    if limits:
        yield "resources", resource_limits.unlimited(job, " and ".join(f"`{name}`" for name in limits))
    yield from _unawaited(job, profile)
    taken = {item.artifact for other in chain for item in other.inputs if item.job == job.id}
    for artifact in job.artifacts:
        if artifact.name not in taken:
            yield "artifacts", artifact_transport.lost_artifact(job, artifact, store=profile.artifact_store is not None)


def _unawaited(job: Job, profile: Profile) -> Iterator[tuple[str, Diagnostic]]:
    for service in job.services:
        check = service.health_check
        if check is None:
            continue
        if check.type == "command":
            yield "health_check", service_health.unchecked(job, service, "a `command` check runs inside the service")
        elif not profile.pipec_image:
            yield (
                "health_check",
                service_health.unchecked(job, service, "the profile names no image that holds `pipec`"),
            )
