"""What Nomad cannot do of a pipeline's job."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.job import Job
from ...ir.plan import Plan
from ...ir.values import Secret
from ..degrading import degrade
from ..profile import Profile
from ..shim import check_steps
from .batch import host_driver, step_tasks
from .names import LONGEST_PATH, job_id, variable_path
from .rules import (
    checkout_source,
    input_store,
    interpolated_text,
    network_isolation,
    reservation_sum,
    run_time_value,
    service_health,
    unenforced_limit,
    variable_path_length,
)
from .sidecar import is_asked
from .templates import interpolated
from .values import run_sources, run_variable


def check_job(plan: Plan, job: Job, profile: Profile) -> Iterator[Diagnostic]:
    """Yield what this job asks for that Nomad cannot give."""
    yield from check_steps(job, profile, run_sources(plan, job))
    if job.checkout is not None and profile.git_source is None:
        yield checkout_source.no_source(job)
    if profile.artifact_store is None:
        yield from (input_store.no_store(job, each) for each in job.inputs)
    yield from _services(job)
    yield from _texts(job)
    yield from degrade(job, (*_unasked(job, profile), *_limits(job, profile)), profile.target)
    tasks = step_tasks(job, profile)
    if len(tasks) > 1:
        yield reservation_sum.several_tasks(job, tasks)
    path = variable_path(job_id(plan.name, job.id))
    if len(path) > LONGEST_PATH and reads_secrets(job):
        yield variable_path_length.too_long(job.origin, job.id, path)


def reads_secrets(job: Job) -> bool:
    """Tell whether a job reads any secret."""
    owned = [*(step.environment for step in job.steps), *(service.environment for service in job.services)]
    values = [each.value for variables in owned for each in variables]
    return bool(job.secrets) or any(isinstance(part, Secret) for text in values for part in text.parts)


def _unasked(job: Job, profile: Profile) -> Iterator[tuple[str, Diagnostic]]:
    for service in job.services:
        check = service.health_check
        if check is not None and not is_asked(check, profile):
            yield "health_check", service_health.cannot_ask(service, check)


def _services(job: Job) -> Iterator[Diagnostic]:
    for service in job.services:
        for each in service.environment:
            for part in each.value.parts:
                if not isinstance(part, str | Secret) and run_variable(part) is None:
                    yield run_time_value.in_sidecar(service, each)


def _texts(job: Job) -> Iterator[Diagnostic]:
    for key, value in job.labels:
        if interpolated(value):
            yield interpolated_text.replaced(job.origin, f"label `{key}`")


def _limits(job: Job, profile: Profile) -> Iterator[tuple[str, Diagnostic]]:
    on_host = any(step.image is None and step.action is None for step in job.steps)
    limits = job.resources
    if limits.disk is not None:
        yield "resources", unenforced_limit.of_job(job, "disk", "reserves it and does not enforce it")
    if on_host and host_driver(profile) == "raw_exec":
        for name, value in (("cpu", limits.cpu), ("memory", limits.memory)):
            if value is not None:
                yield "resources", unenforced_limit.of_job(job, name, "cannot limit a `raw_exec` process")
    if on_host and job.network == "none":
        yield "network", network_isolation.on_host(job)
    elif job.network == "none" and job.services:
        yield "network", network_isolation.with_services(job)
