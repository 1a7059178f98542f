"""What a plain process of this machine cannot keep of a job."""

from collections.abc import Collection, Iterator

from compiler.ir.job import Job

from ...records import Refusal
from .cgroups import places

_CONTAINER = "use `--executor container`"
_WITHOUT_IMAGE = f"{_CONTAINER}, or `--allow-degraded image` to use the programs of this machine"


def refusals(jobs: Collection[Job]) -> Iterator[Refusal]:
    """Find what cannot be kept."""
    for job in jobs:
        if job.deploy is None:
            yield from _images(job)
            yield from _surroundings(job)
            yield from _limits(job)


def _images(job: Job) -> Iterator[Refusal]:
    seen: set[str] = set()
    for step in job.steps:
        if step.script is None or step.image is None or step.image.reference in seen:
            continue
        seen.add(step.image.reference)
        message = f"a process cannot run in the image {step.image.reference}"
        yield Refusal(job.id, step.id, "image", message, _WITHOUT_IMAGE)


def _surroundings(job: Job) -> Iterator[Refusal]:
    if job.services:
        names = ", ".join(service.name for service in job.services)
        yield _of_job(job, "services", f"services need a container engine: {names}")
    if job.network == "none":
        yield _of_job(job, "network", "a process has the network of this machine, and cannot be kept from it")
    if job.labels:
        labels = ", ".join(f"{name}={value}" for name, value in job.labels)
        message = f"this machine has no labels, and the job wants {labels}"
        yield Refusal(job.id, "", "labels", message, "list `labels` in the job's `allow_degraded` to run it here")


def _limits(job: Job) -> Iterator[Refusal]:
    if job.resources.disk is not None:
        message = "a process has no limit of disk space, nor has a container"
        yield Refusal(job.id, "", "resources", message, "list `resources` in the job's `allow_degraded`")
    if places(job.resources) is None:
        yield _of_job(job, "resources", "processors and memory cannot be limited: no control group here is writable")


def _of_job(job: Job, feature: str, message: str) -> Refusal:
    return Refusal(job.id, "", feature, message, f"{_CONTAINER}, or list `{feature}` in the job's `allow_degraded`")
