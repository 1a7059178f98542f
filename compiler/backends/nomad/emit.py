"""All files for Nomad: one job in each, JSON as the API takes it, or HCL."""

from collections.abc import Iterator
from typing import Any

from ...ir.plan import Plan
from ..base import Emission, Mapped, OutputFile
from ..binding import nomad_file
from ..profile import Profile
from ..serialize import json_bytes
from ..traced import source_map
from .batch import BatchJobs
from .service import component_job
from .update import placements


def emit(plan: Plan, profile: Profile) -> Emission:
    """Write a file for each job with steps, and for each component of each environment that runs on Nomad.

    A deployment job is the runtime's: it stands in the plan and in the deploy manifest alone.
    """
    written = sorted(_written(path, data, profile) for path, data in jobs(plan, profile))
    return Emission(tuple(file for file, _ in written), tuple(line for _, lines in written for line in lines))


def jobs(plan: Plan, profile: Profile) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each job with its file's path, as the API takes it."""
    extension = "hcl" if as_hcl(profile) else "json"
    batch = BatchJobs(plan, profile)
    for job in plan.jobs:
        if job.steps:
            yield f"jobs/{job.id}.nomad.{extension}", batch.job(job)
    for placement in placements(plan):
        path = nomad_file(placement.environment, placement.component, extension)
        yield path, component_job(plan, placement, profile)


def as_hcl(profile: Profile) -> bool:
    """Tell which of the two forms the profile asks for."""
    return profile.option("format", "json") == "hcl"


def _written(path: str, data: dict[str, Any], profile: Profile) -> tuple[OutputFile, list[Mapped]]:
    if as_hcl(profile):
        from .hcl import job_text, mapped

        written = job_text(data)
        return OutputFile(path, written.data), mapped(path, written)
    return OutputFile(path, json_bytes(data)), list(source_map(path, data))
