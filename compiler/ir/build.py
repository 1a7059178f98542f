"""Lowering: from a checked document, whose edges are between jobs of the file, to the plan's graph of instances."""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from ..frontend.checked import CheckedDocument, CheckedInput, CheckedJob, same_axes
from .graph import topological_order
from .job import Dependency, Input, Job
from .plan import Plan

Identifiers = dict[str, tuple[str, ...]]
"""A job of the file to the ids of its instances."""

_OTHER = re.compile(r"[^a-z0-9]+")
LONGEST = 63
"""The longest id: what a DNS label may have, the strictest of the targets."""


def build_plan(document: CheckedDocument) -> Plan:
    """Lower a checked document: instances get their ids, edges go between instances, order is topological."""
    identifiers = name_instances(document.jobs)
    combinations = {job.name: job.combinations() for job in document.jobs if job.axes}
    drawing = _Drawing({job.name: job for job in document.jobs}, identifiers, combinations)
    jobs = {job.id: job for item in document.jobs for job in _lower_job(drawing, item)}
    edges = {name: tuple(dependency.job for dependency in job.depends_on) for name, job in jobs.items()}
    return Plan(
        name=document.name,
        jobs=tuple(jobs[name] for name in topological_order(edges)),
        description=document.description,
        timeout=document.timeout,
        params=document.params,
        triggers=document.triggers,
        concurrency=document.concurrency,
        retention=document.retention,
        components=document.components,
        environments=document.environments,
        source=document.source,
        origin=document.origin,
    )


def name_instances(jobs: tuple[CheckedJob, ...]) -> Identifiers:
    """Return the ids of every job's instances.

    An id is the job, then the values in axis order as a slug; where two would be equal, or the id too long, six hex
    digits of a digest of the exact values follow.
    """
    wanted = {job.name: [_wanted(job, instance) for instance, _ in job.instances] for job in jobs}
    count: dict[str, int] = {}
    for names in wanted.values():
        for name in names:
            count[name] = count.get(name, 0) + 1
    return {
        job.name: tuple(
            _distinct(job, instance, name, count[name])
            for name, (instance, _) in zip(wanted[job.name], job.instances, strict=True)
        )
        for job in jobs
    }


def _wanted(job: CheckedJob, instance: Job) -> str:
    if instance.matrix is None:
        return job.name
    values = "-".join(filter(None, (_OTHER.sub("-", value.lower()).strip("-") for _, value in instance.matrix.values)))
    return f"{job.name}-{values}" if values else job.name


def _distinct(job: CheckedJob, instance: Job, wanted: str, count: int) -> str:
    if instance.matrix is None or (count == 1 and len(wanted) <= LONGEST):
        return wanted
    exact = "\0".join(value for _, value in instance.matrix.values)
    digest = sha256(f"{job.name}\0{exact}".encode()).hexdigest()[:6]
    return f"{wanted[: LONGEST - 7].rstrip('-')}-{digest}"


class _Drawing(NamedTuple):
    """What lowering needs of the other jobs: each by name, the ids of its instances, where each combination is."""

    jobs: dict[str, CheckedJob]
    identifiers: Identifiers
    combinations: dict[str, dict[frozenset[tuple[str, str]], int]]


def _lower_job(drawing: _Drawing, job: CheckedJob) -> Iterator[Job]:
    for identifier, (instance, inputs) in zip(drawing.identifiers[job.name], job.instances, strict=True):
        taken = tuple(item for entry in inputs for item in _lower_input(drawing, job, instance, entry))
        yield instance._replace(
            id=identifier, inputs=taken, depends_on=_lower_dependencies(job, taken, drawing.identifiers)
        )


def _lower_dependencies(job: CheckedJob, taken: tuple[Input, ...], identifiers: Identifiers) -> tuple[Dependency, ...]:
    """Wait for all instances of a job that is named, and of another for those whose artifacts arrive, if any does."""
    found: dict[str, Dependency] = {}
    sources = {entry.job for entry in taken}
    for item in job.depends_on:
        names = identifiers[item.job]
        if not item.implied or sources.isdisjoint(names):
            found.update({name: Dependency(name, item.origin) for name in names})
    for entry in taken:
        found.setdefault(entry.job, Dependency(entry.job, entry.origin))
    return tuple(found.values())


def _lower_input(drawing: _Drawing, job: CheckedJob, instance: Job, entry: CheckedInput) -> Iterator[Input]:
    """An input from a matrix arrives from each instance in a folder of its own; with equal axes only one's own."""
    producer = drawing.jobs[entry.job]
    names = drawing.identifiers[entry.job]
    if not producer.axes:
        yield Input(names[0], entry.artifact, entry.path, entry.optional, entry.origin)
    elif instance.matrix is not None and same_axes(job, producer):
        place = drawing.combinations[entry.job].get(instance.matrix.combination)
        if place is not None:  # else the input is optional, and absent
            yield Input(names[place], entry.artifact, entry.path, entry.optional, entry.origin)
    else:
        for name in names:
            path = name if entry.path == "." else f"{entry.path}/{name}"
            yield Input(name, entry.artifact, path, entry.optional, entry.origin)
