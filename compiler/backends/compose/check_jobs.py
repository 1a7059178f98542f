"""What a job asks for that services of Compose cannot do. The step program's own limits are its own to say."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.expression.syntax import Literal
from ...ir.job import Job
from ..degrading import degrade
from ..shim import Refusal, check_steps, shell_condition
from .jobs import Context, sources_of
from .rules import (
    approval,
    disk_limit,
    fail_fast,
    job_condition,
    job_retry,
    labels,
    least_memory,
    service_network,
    service_value,
    step_image,
)
from .services import text


def check_job(job: Job, all_jobs: Context) -> Iterator[Diagnostic]:
    """Yield the problems of one job; what it allows to be ignored is a warning, one for a whole matrix."""
    sources = sources_of(job, all_jobs)
    yield from check_steps(job, all_jobs.profile, sources)
    if not _first_instance(job, all_jobs):
        return
    yield from _steps(job)
    yield from _services(job)
    memory = job.resources.memory
    if memory is not None and memory < least_memory.LEAST:
        yield least_memory.too_little(job.resources.origin, f"job `{job.name}`", memory)
    if job.conditional is not None and not isinstance(job.conditional, Literal):
        command = shell_condition(job.conditional, job, sources)
        if isinstance(command, Refusal):
            yield job_condition.inexpressible_condition(job, command.reason, command.help)
    yield from degrade(job, _ignorable(job), all_jobs.profile.target)


def _first_instance(job: Job, all_jobs: Context) -> bool:
    """Tell whether no earlier instance of the same job has said all this."""
    return job.matrix is None or all_jobs.first[job.name] == job.id


def _steps(job: Job) -> Iterator[Diagnostic]:
    for step in job.steps:
        if step.image is None and step.action is None:
            yield step_image.step_without_image(job, step)


def _services(job: Job) -> Iterator[Diagnostic]:
    known = dict.fromkeys(job.secrets, "")
    for service in job.services:
        for variable in service.environment:
            if text(variable.value, known) is None:
                yield service_value.run_time_value(service, variable)


def _ignorable(job: Job) -> Iterator[tuple[str, Diagnostic]]:
    if job.approval:
        yield "approval", approval.approval_of_job(job)
    if job.services and job.network != "default":
        yield "services", service_network.services_without_network(job)
    if job.retry.max_attempts > 1:
        yield "retry", job_retry.retry_of_job(job)
    if job.matrix and job.matrix.fail_fast:
        yield "fail_fast", fail_fast.fail_fast_of_job(job)
    if job.labels:
        yield "labels", labels.labels_of_job(job)
    if job.resources.disk is not None:
        yield "resources", disk_limit.disk_of_job(job)
