"""What has another name inside of jobs: steps, services, artifacts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..ir.job import Job
from ..ir.plan import Plan
from .changes import Path
from .edits import Edit
from .likeness import match
from .moves import Pairing
from .renames import sides
from .rewriting import rename_artifacts, rename_services, rename_steps
from .same import same
from .steps import nameless, pair_steps, renamed_steps


class Inside(NamedTuple):
    """The old plan with its renames done, the renames as edits, and which steps are the same, by path."""

    plan: Plan
    edits: list[Edit]
    pairs: dict[Path, Pairing]


def rename_inside(old: Plan, new: Plan) -> Inside:
    """Find and do the renames in jobs that both normal plans have."""
    after = {job.id: job for job in new.jobs}
    inside = Inside(old, [], {})
    old = _artifacts(old, after, inside.edits)
    jobs = tuple(_in_job(job, after[job.id], inside) if job.id in after else job for job in old.jobs)
    return inside._replace(plan=old._replace(jobs=jobs))


def _artifacts(old: Plan, after: Mapping[str, Job], edits: list[Edit]) -> Plan:
    names = {
        (job.id, name): key
        for job in old.jobs
        if job.id in after and job.artifacts != after[job.id].artifacts
        for name, key in _renamed(job.artifacts, after[job.id].artifacts).items()
    }
    edits += [Edit("renamed", ("jobs", job, "artifacts", key), name, key) for (job, name), key in names.items()]
    return rename_artifacts(old, names)


def _renamed(before: tuple[Any, ...], after: tuple[Any, ...]) -> dict[str, str]:
    gone, came = sides({item.name: item for item in before}, {item.name: item for item in after})
    if not (gone and came):
        return {}
    return match(
        {name: item._replace(name="") for name, item in gone.items()},
        {name: item._replace(name="") for name, item in came.items()},
    )


def _in_job(job: Job, other: Job, inside: Inside) -> Job:
    if same(job, other):
        return job
    services = _renamed(job.services, other.services)
    if services:
        path = ("jobs", job.id, "services")
        inside.edits.extend(Edit("renamed", (*path, key), name, key) for name, key in services.items())
        job = rename_services(job, services)
    return _steps(job, other, inside) if _is_unclear(job, other) else job


def _is_unclear(job: Job, other: Job) -> bool:
    """Tell whether it takes more than a look at the names to say which steps are the same."""
    if job.steps == other.steps:
        return False
    names = [(step.id, step.name) for step in job.steps]
    return names != [(step.id, step.name) for step in other.steps] or any(
        nameless(step, at) for at, step in enumerate(job.steps)
    )


def _steps(job: Job, other: Job, inside: Inside) -> Job:
    pairs = pair_steps(job.steps, other.steps)
    names = renamed_steps(job.steps, other.steps, pairs)
    path = ("jobs", job.id, "steps")
    called = {step.id: step.name for step in job.steps}
    inside.edits.extend(
        Edit("renamed", (*path, new.id), old, new.id, (called[old], new.name)) for old, new in names.items()
    )
    inside.pairs[path] = Pairing(pairs, tuple(step.id for step in job.steps), tuple(step.id for step in other.steps))
    job = rename_steps(job, names)
    steps = list(job.steps)
    for old, new in pairs:
        steps[old] = steps[old]._replace(id=other.steps[new].id, name=other.steps[new].name)
    return job._replace(steps=tuple(steps))
