"""Artifacts, services and inputs of a job are edited."""

from compiler.ir.job import Artifact, Service
from tests.review.core import speaking

from .fragments import fresh, image, number, replaced, without
from .inside import in_job
from .registry import mutation


@in_job
def artifact_added(random, job):
    return job._replace(artifacts=(*job.artifacts, Artifact(fresh(random, "a"), (fresh(random, "out/"),))))


@in_job
def artifact_changed(random, job):
    if not job.artifacts:
        return None
    return job._replace(
        artifacts=replaced(job.artifacts, random.randrange(len(job.artifacts)), retention=number(random))
    )


@mutation
def artifact_renamed(random, plan):
    rows = [(job.name, each.name) for job in plan.jobs for each in job.artifacts]
    return speaking.rename_artifact(plan, *random.choice(rows), fresh(random, "a")) if rows else None


@in_job
def service_added(random, job):
    return job._replace(services=(*job.services, Service(fresh(random, "s"), image(random))))


@in_job
def service_image(random, job):
    if not job.services:
        return None
    return job._replace(services=replaced(job.services, random.randrange(len(job.services)), image=image(random)))


@in_job
def service_renamed(random, job):
    return speaking.rename_service(job, random.choice(job.services).name, fresh(random, "s")) if job.services else None


@in_job
def service_removed(random, job):
    return job._replace(services=without(job.services, random.randrange(len(job.services)))) if job.services else None


@in_job
def input_optional(random, job):
    if not job.inputs:
        return None
    name = random.choice(sorted(job.inputs)).artifact
    return job._replace(
        inputs=tuple(
            each._replace(optional=not each.optional) if each.artifact == name else each for each in job.inputs
        )
    )
