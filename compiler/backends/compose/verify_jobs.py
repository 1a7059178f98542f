"""Services of jobs compared with the plan: the same jobs, steps, order, environment, images and limits."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ...ir.job import Job, Step
from ...ir.plan import Plan
from ...ir.values import Secret
from ..profile import Profile
from ..registries import image_reference, own_image
from . import names
from .escape import Reference, read
from .graph import lanes, reaching, runnable
from .verify_components import limits_of

Services = dict[str, dict[str, Any]]


def compare_jobs(plan: Plan, profile: Profile, services: Services) -> Iterator[str]:
    """Yield how the services differ from the plan's jobs."""
    jobs = tuple(map(reaching, runnable(plan).jobs))
    if set(services) != set(_names(jobs)):
        yield f"{names.JOBS_FILE} has other services than the plan has jobs and steps"
        return
    before = lanes(jobs)
    ends = {names.end_service(job.id): job.id for job in jobs}
    for job in jobs:
        begin = services[names.begin_service(job)].get("depends_on", {})
        wanted = {dependency.job for dependency in job.depends_on} | ({before[job.id]} if job.id in before else set())
        if {ends[each] for each in begin if each in ends} != wanted:
            yield f"job {job.id} begins after other jobs than the plan says"
        yield from _chain(job, services)
        for step in job.steps:
            yield from _step(job, step, profile, services[names.step_service(job, step)])
    if set(services[names.RESULT]["depends_on"]) != set(ends):
        yield "the result does not wait for all jobs"


def _names(jobs: tuple[Job, ...]) -> Iterator[str]:
    yield names.RUN
    yield names.RESULT
    for job in jobs:
        yield names.begin_service(job)
        yield names.end_service(job.id)
        yield from (names.step_service(job, step) for step in job.steps)
        yield from (names.sidecar_service(job, each.name) for each in job.services)


def _chain(job: Job, services: Services) -> Iterator[str]:
    """Compare the order inside a job: begin, its services, each step after the one before, end."""
    sidecars = {names.sidecar_service(job, each.name) for each in job.services}
    row = [names.begin_service(job), *(names.step_service(job, step) for step in job.steps), names.end_service(job.id)]
    for before, after in pairwise(row):
        wanted = {before} | (sidecars if before == row[0] else set())
        if set(services[after].get("depends_on", {})) != wanted:
            yield f"{after} does not come right after {before}"
    for sidecar in sorted(sidecars):
        if set(services[sidecar].get("depends_on", {})) != {row[0]}:
            yield f"{sidecar} does not come right after {row[0]}"


def _step(job: Job, step: Step, profile: Profile, service: dict[str, Any]) -> Iterator[str]:
    where = f"step {step.id} of job {job.id}"
    image = own_image(profile) if step.action else image_reference(step.image, profile) if step.image else ""
    if read(service["image"]) != (image,):
        yield f"{where} has another image"
    environment = service["environment"]
    for variable in step.environment:
        if all(isinstance(part, str) for part in variable.value.parts):
            wanted: tuple[str | Reference, ...] = tuple(part for part in variable.value.parts if isinstance(part, str))
        elif len(variable.value.parts) == 1 and isinstance(secret := variable.value.parts[0], Secret):
            message = f"secret {secret.name} is not set"
            wanted = (Reference(names.secret_variable(secret.name), ":?", message),)
        else:
            continue  # the step's description assembles it
        if variable.name not in environment or read(environment[variable.name]) != wanted:
            yield f"{where} has another value of {variable.name}"
    cpu = job.resources.cpu if job.resources.cpu is not None else profile.resources.cpu
    memory = job.resources.memory if job.resources.memory is not None else profile.resources.memory
    if limits_of(service) != (cpu, memory):
        yield f"{where} has other limits"
    if service.get("network_mode", "default") != job.network:
        yield f"{where} has another network"
