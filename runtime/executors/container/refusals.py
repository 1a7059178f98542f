"""What containers cannot keep of a job, found before anything starts."""

from collections.abc import Iterator

from compiler.ir.job import Job, Step

from ...records import Refusal
from ..images import image_of, runs_program
from .settings import LEAST_MEMORY


def refusals_of(job: Job) -> Iterator[Refusal]:
    """Yield what cannot be kept of one job. Actions need no image, but for the commands that they run."""
    for step in job.steps:
        if runs_program(step) and image_of(job, step) is None:
            yield Refusal(
                job.id,
                step.id,
                "",
                "it has no image to run in",
                _help(step),
            )
    if job.labels:
        words = ", ".join(f"{name}={value}" for name, value in job.labels)
        yield _job(job, "labels", f"it asks for a machine with {words}; there is this one alone")
    yield from _resources(job)
    if job.services and job.network != "default":
        yield _job(
            job,
            "services",
            f"it has services and `network: {job.network}`, so that its steps cannot reach them",
            "leave out `network`, or the services",
        )


def _help(step: Step) -> str:
    whom = "it" if step.action is None else "a step of the job that has a script"
    return f"give {whom} an `image`, or all of them one by `defaults.image`, or run with `--executor process`"


def _resources(job: Job) -> Iterator[Refusal]:
    if job.resources.disk is not None:
        yield _job(job, "resources", "it limits its disk, which container engines do not enforce")
    if job.resources.memory is not None and job.resources.memory < LEAST_MEMORY:
        yield _job(job, "resources", "it has less memory than the least limit that engines take, 6 MiB")


def _job(job: Job, feature: str, message: str, help: str = "leave it out") -> Refusal:
    return Refusal(job.id, "", feature, message, f"{help}, or add `allow_degraded: [{feature}]` to the job")
