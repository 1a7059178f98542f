"""What the target writes: locks, colours, jobs and their programs."""

from collections.abc import Iterator

from ...ir.plan import Plan
from ..base import Emission, Mapped, OutputFile
from ..binding import compose_colour, compose_lock
from ..profile import Profile
from ..serialize import yaml_bytes
from ..traced import Traced, source_map
from . import colours, jobs, lock, names
from .graph import runnable
from .programs import job_programs, own_programs, parameters_program
from .stamp import sealed, stamp


def emit(plan: Plan, profile: Profile) -> Emission:
    """Return all files of the target. The plan passed `check`."""
    files: list[OutputFile] = []
    mapped: list[Mapped] = []
    for file, data, header in _documents(plan, profile):
        content = sealed(data, header) if "x-pipec" in data else yaml_bytes(data, header)
        files.append(OutputFile(file, content))
        mapped += source_map(file, data)
    files += _programs(plan, profile)
    files.sort(key=lambda file: file.path)
    return Emission(tuple(files), tuple(mapped))


def with_jobs(plan: Plan, profile: Profile) -> bool:
    """Tell whether `compose.jobs.yaml` is written: the site may run its jobs elsewhere (`jobs = false`)."""
    return profile.option("jobs", "true") != "false" and bool(runnable(plan).jobs)


def _documents(plan: Plan, profile: Profile) -> Iterator[tuple[str, Traced, str]]:
    if with_jobs(plan, profile):
        header = jobs.HEADER.format(source=plan.source or "the pipeline", file=names.JOBS_FILE)
        yield names.JOBS_FILE, jobs.jobs_data(jobs.context(plan, profile)), header
    environments = [each for each in plan.environments if each.runner == "compose"]
    mark = stamp(plan) if environments else {}
    for environment in environments:
        said = {"source": plan.source or "the pipeline", "environment": environment.name}
        yield compose_lock(environment), lock.lock(plan, environment, profile, mark), lock.HEADER.format(**said)
        for component, colour, data in colours.colour_files(plan, environment, profile, mark):
            header = colours.HEADER.format(component=component.name, colour=colour, **said)
            yield compose_colour(environment, component.name, colour), data, header


def _programs(plan: Plan, profile: Profile) -> Iterator[OutputFile]:
    if not with_jobs(plan, profile):
        return
    yield from own_programs()
    yield parameters_program(plan)
    all_jobs = jobs.context(plan, profile)
    for job in all_jobs.jobs:
        yield from job_programs(plan, job, jobs.needs_of(job, all_jobs), jobs.sources_of(job, all_jobs))
