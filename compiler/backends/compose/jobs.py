"""`compose.jobs.yaml`: a service for each step, one volume for each job, order by conditions.

Each job is `JOB.begin`, its steps one after another, and `JOB.end`. Every one exits 0, so that Compose goes on;
what happened stands in the job's volume, which dependents mount to read: how it ended, outputs, artifacts.
`pipec-run` starts first and records the run's time and values, `pipec-result` ends last and exits as the pipeline.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ...ir.job import Job, Service, Step
from ...ir.plan import Plan
from ...ir.system import SYSTEM_VARIABLES
from ...ir.values import Image, Secret
from ..profile import Profile
from ..registries import image_reference, own_image
from ..shim import Sources, native_values
from ..traced import Traced
from . import names
from .escape import literal, optional, required
from .graph import lanes, reaching, runnable
from .health import health_check
from .programs import MOUNTED, PER_STEP, WORKSPACE, Instances, instances, job_sources, shared_sources
from .services import UNPRIVILEGED, labels, limits, text

HEADER: Final = """\
Written by pipec from {source}; do not edit: compile again.
From the repository's root: docker compose -f {file} run --rm pipec-result
The exit code is the pipeline's. Then: docker compose -f {file} logs, and: down --volumes
"""

SOURCE: Final = "${PIPEC_SOURCE:-${PWD}}"
"""The repository whose tracked files the workspaces begin with: a variable, else where Compose was called."""

_ENDED: Final = {"condition": "service_completed_successfully"}
_PROGRAMS: Final = f"./{names.SCRIPTS}:{MOUNTED}:ro"
_RECORDED: Final = f"{names.RUN_VOLUME}:/pipec/run:ro"
_FIXED: Final = {"CI": "pipec", "CI_WORKSPACE": WORKSPACE}


class Context(NamedTuple):
    """What the services of all jobs are made from.

    `needs` maps an instance to what it reads of others, `first` a job to its first instance, `before` is the order of
    the lanes.
    """

    plan: Plan
    profile: Profile
    jobs: tuple[Job, ...]
    needs: Mapping[str, Instances]
    first: Mapping[str, str]
    before: Mapping[str, str]
    sources: Sources


def context(plan: Plan, profile: Profile) -> Context:
    """Return the context of a plan's jobs."""
    jobs = tuple(map(reaching, runnable(plan).jobs))
    by_id = {job.id: job for job in jobs}
    needs = {job.id: instances(job, by_id) for job in jobs}
    first = {job.name: job.id for job in reversed(jobs)}
    return Context(plan, profile, jobs, needs, first, lanes(jobs), shared_sources(plan))


def needs_of(job: Job, all_jobs: Context) -> Instances:
    """Return what a job reads of others, by the names that expressions use."""
    return all_jobs.needs[job.id]


def sources_of(job: Job, all_jobs: Context) -> Sources:
    """Return where a job's run-time values come from."""
    return job_sources(all_jobs.sources, needs_of(job, all_jobs))


def jobs_data(all_jobs: Context) -> Traced:
    """Return the file."""
    services: dict[str, Any] = {names.RUN: _run(all_jobs)}
    volumes: dict[str, Any] = {names.RUN_VOLUME: {}}
    for job in all_jobs.jobs:
        services.update(_job(job, all_jobs))
        volumes[names.job_volume(job.id)] = {}
    services[names.RESULT] = _result(all_jobs)
    return Traced(
        all_jobs.plan.origin,
        {"name": names.jobs_project(all_jobs.plan), "services": services, "volumes": volumes},
    )


def _helper_image(image: Image | None, profile: Profile) -> str:
    """Return the image of what is not a step: the profile's own, else the given one."""
    if profile.pipec_image:
        return literal(own_image(profile))
    return _image(image, profile)


def _image(image: Image | None, profile: Profile) -> str:
    if image is None:
        raise ValueError("a step has no image")
    return literal(image_reference(image, profile))


def step_image(step: Step, profile: Profile) -> str:
    """Return a step's image; actions run by `pipec` in the profile's."""
    if step.action is not None:
        return literal(own_image(profile))
    return _image(step.image, profile)


def _helper(image: str, program: str, *words: str) -> dict[str, Any]:
    return {
        "image": image,
        "entrypoint": ["/bin/sh"],
        "command": [f"{MOUNTED}/{program}.sh", *map(literal, words)],
        "user": "0:0",
        "network_mode": "none",
    }


def _run(all_jobs: Context) -> dict[str, Any]:
    variables: dict[str, str | None] = {
        name: _FIXED.get(name) or optional(name) for name in SYSTEM_VARIABLES if name not in PER_STEP
    }
    given = [names.parameter_variable(each.name) for each in all_jobs.plan.params]
    return _helper(_first_image(all_jobs), "run") | {
        "environment": variables | dict.fromkeys(given),
        "volumes": [_PROGRAMS, f"{names.RUN_VOLUME}:/pipec/run"],
    }


def _first_image(all_jobs: Context) -> str:
    first = next((step.image for job in all_jobs.jobs for step in job.steps if step.image), None)
    return _helper_image(first, all_jobs.profile)


def _result(all_jobs: Context) -> dict[str, Any]:
    ids = [job.id for job in all_jobs.jobs]
    return _helper(_first_image(all_jobs), "result", *ids) | {
        "volumes": [_PROGRAMS, *map(_need, ids)],
        "depends_on": {names.end_service(job): _ENDED for job in ids},
    }


def _need(job: str) -> str:
    return f"{names.job_volume(job)}:/pipec/needs/{job}:ro"


def _job(job: Job, all_jobs: Context) -> Iterator[tuple[str, Traced]]:
    mine = f"{names.job_volume(job.id)}:/pipec/job"
    needs = [_need(each) for ids in needs_of(job, all_jobs).values() for each in ids]
    volumes: list[Any] = [_PROGRAMS, _RECORDED, mine, *needs]
    first = next((step.image for step in job.steps if step.image), None)
    image = _helper_image(first, all_jobs.profile)
    begin = _helper(image, "begin", job.id) | {"volumes": volumes + _source(job), "depends_on": _before(job, all_jobs)}
    yield names.begin_service(job), Traced(job.origin, begin)
    for sidecar in job.services:
        yield names.sidecar_service(job, sidecar.name), _sidecar(job, sidecar, all_jobs.profile)
    last: dict[str, Any] = {names.begin_service(job): _ENDED} | _sidecars(job)
    for step in job.steps:
        data = _step(job, step, all_jobs.profile) | {"volumes": volumes, "depends_on": last}
        yield names.step_service(job, step), Traced(step.origin, data, _spans(step))
        last = {names.step_service(job, step): _ENDED}
    end = _helper(image, "end", job.id, *(step.id for step in job.steps)) | {
        "environment": {"PIPEC_KEEP": optional("PIPEC_KEEP")},
        "volumes": [_PROGRAMS, _RECORDED, mine],
        "depends_on": last,
    }
    yield names.end_service(job.id), Traced(job.origin, end)


def _source(job: Job) -> list[Any]:
    if job.checkout is None:
        return []
    return [{"type": "bind", "source": SOURCE, "target": "/pipec/source", "read_only": True}]


def _before(job: Job, all_jobs: Context) -> dict[str, Any]:
    before = [dependency.job for dependency in job.depends_on]
    if job.id in all_jobs.before:
        before.append(all_jobs.before[job.id])
    return {names.RUN: _ENDED} | {names.end_service(each): _ENDED for each in before}


def _spans(step: Step) -> dict[str, Any]:
    return {"image": step.image.origin} if step.image else {}


def _step(job: Job, step: Step, profile: Profile) -> dict[str, Any]:
    found: dict[str, Any] = {
        "image": step_image(step, profile),
        "entrypoint": ["/bin/sh"],
        "command": [f"{MOUNTED}/step.sh", job.id, step.id],
        "environment": environment(job, step),
        "security_opt": UNPRIVILEGED,
        "stop_grace_period": "15s",
    }
    if job.network != "default":
        found["network_mode"] = job.network
    if limited := limits(job.resources, profile.resources):
        found["deploy"] = limited
    return found if not profile.labels else found | {"labels": labels((), profile)}


def environment(job: Job, step: Step) -> Traced:
    """Return a step's variables: the system's that differ from step to step, then what the pipeline says."""
    values: dict[str, str] = {
        "HOME": WORKSPACE,
        "CI_WORKFLOW_NAME": job.id,
        "CI_STEP_NAME": literal(step.name),
    }
    for sidecar in job.services:
        prefix = f"PIPEC_SERVICE_{sidecar.name.replace('-', '_').upper()}"
        values[f"{prefix}_HOST"] = names.sidecar_service(job, sidecar.name)
        if sidecar.ports:
            values[f"{prefix}_PORT"] = str(sidecar.ports[0])
    for name, value in native_values(job, step):
        values[name] = secret_reference(value) if isinstance(value, Secret) else literal(value)
    return Traced(step.origin, values, {item.name: item.origin for item in step.environment})


def secret_reference(secret: Secret) -> str:
    """Return what Compose replaces by a job's secret."""
    return required(names.secret_variable(secret.name), f"secret {secret.name} is not set")


def _sidecars(job: Job) -> dict[str, dict[str, str]]:
    return {
        names.sidecar_service(job, each.name): {
            "condition": "service_healthy" if each.health_check else "service_started",
        }
        for each in job.services
    }


def _sidecar(job: Job, sidecar: Service, profile: Profile) -> Traced:
    data: dict[str, Any] = {"image": _image(sidecar.image, profile)}
    secrets = {name: secret_reference(Secret(name)) for name in job.secrets}
    variables = {item.name: text(item.value, secrets) for item in sidecar.environment}
    if variables:
        spans = {item.name: item.origin for item in sidecar.environment}
        data["environment"] = Traced(sidecar.origin, variables, spans)
    if sidecar.ports:
        data["expose"] = [str(port) for port in sidecar.ports]
    if sidecar.health_check:
        data["healthcheck"] = health_check(sidecar.health_check)
    data["security_opt"] = UNPRIVILEGED
    data["depends_on"] = {names.begin_service(job): _ENDED}
    return Traced(sidecar.origin, data, {"image": sidecar.image.origin})
