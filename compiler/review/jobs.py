"""Which jobs of the file are the same under another name."""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple

from ..ir.job import Dependency, Job
from ..ir.plan import Plan
from ..ir.references import read_paths
from ..ir.values import BuiltImage
from .differ import Differ
from .likeness import match
from .moves import Pairing
from .rewriting import Names, in_expressions, rename_input
from .steps import pair_steps, renamed_steps

ANY: Final = "?"
"""Stands for every name that went or came, so that those who speak of them are equal."""

Jobs = Mapping[str, list[Job]]
"""The instances of jobs, by the job's name in the file."""


def same_jobs(old: Plan, new: Plan, gone: Jobs, came: Jobs) -> dict[str, str]:
    """Return the jobs that went to those that came, for those that are equal or nearly so."""
    if not (gone and came):
        return {}
    rows = [job for jobs in (*gone.values(), *came.values()) for job in jobs]
    changed = {name: ANY for job in rows for name in (job.id, job.name)}
    before, after = _speakers(old), _speakers(new)
    return match(
        {name: _content(jobs, changed) for name, jobs in gone.items()},
        {name: _content(jobs, changed) for name, jobs in came.items()},
        lambda one, other: _saving(before.get(one, _NOBODY), after.get(other, _NOBODY), gone.keys()),
        _words,
    )


class _Speakers(NamedTuple):
    """Who speaks of a job: those that wait for it, that take from it, that read it, and components."""

    waiting: set[str]
    taking: set[str]
    reading: set[str]
    made: set[str]


_NOBODY: Final = _Speakers(set(), set(), set(), set())


def _speakers(plan: Plan) -> dict[str, _Speakers]:
    names = {job.id: job.name for job in plan.jobs}
    found = {job.name: _Speakers(set(), set(), set(), set()) for job in plan.jobs}
    for job in plan.jobs:
        for edge in job.depends_on:
            if edge.job in names:
                found[names[edge.job]].waiting.add(job.name)
        for entry in job.inputs:
            if entry.job in names:
                found[names[entry.job]].taking.add(job.name)
        for path in read_paths((job.conditional, job.steps, job.services)):
            if path[0] == "job" and len(path) > 1 and path[1] in found:
                found[path[1]].reading.add(job.name)
    for component in plan.components:
        made = component.image if isinstance(component.image, BuiltImage) else component.artifact
        name = "" if made is None else names.get(made.job, made.job)
        if name in found:
            found[name].made.add(component.name)
    return found


def _saving(before: _Speakers, after: _Speakers, gone: AbstractSet[str]) -> int:
    """Return what a rename saves: what stays needs no word; but what goes needs one, which went with its job."""
    saved = sum(1 for one, other in zip(before, after, strict=True) if not one.isdisjoint(other))
    return saved - sum(1 for one, other in zip(before[:2], after[:2], strict=True) if not (one - gone) <= other)


def _words(one: tuple[Any, Job], other: tuple[Any, Job]) -> int:
    """Return how many changes lead from one job to another, names of steps among them."""
    before, after = one[1], other[1]
    pairs = pair_steps(before.steps, after.steps)
    renamed = renamed_steps(before.steps, after.steps, pairs)
    steps = list(before.steps)
    for old, new in pairs:
        steps[old] = steps[old]._replace(name=after.steps[new].name)
    keys = tuple(step.id for step in before.steps), tuple(step.id for step in after.steps)
    edits = Differ({("steps",): Pairing(pairs, *keys)}).record(before._replace(steps=tuple(steps)), after)
    return int(one[0] != other[0]) + len(renamed) + sum(1 for _ in edits)


def instances(jobs: Iterable[Job]) -> dict[str, list[Job]]:
    """Return the instances of each job of the file, in their order."""
    found: dict[str, list[Job]] = {}
    for job in jobs:
        found.setdefault(job.name, []).append(job)
    return found


def combination(job: Job) -> frozenset[tuple[str, str]]:
    """Return the values of an instance's matrix; nothing without one."""
    return job.matrix.combination if job.matrix is not None else frozenset()


def _content(jobs: list[Job], changed: Names) -> tuple[Any, ...]:
    """Return what a job is by whatever name: its instances' values and its first instance."""
    first = min(jobs, key=lambda job: sorted(combination(job)))
    speaking = in_expressions(first, "job", changed)
    values = tuple(sorted(tuple(sorted(combination(job))) for job in jobs))
    return values, _nameless_job(speaking, changed)


def _nameless_job(job: Job, names: Collection[str]) -> Job:
    """Return a job without its own name, and without names of jobs that went or came."""
    edges = tuple(Dependency(name) for name in masked((each.job for each in job.depends_on), names))
    inputs = (rename_input(each, {each.job: ANY}) if each.job in names else each for each in job.inputs)
    return job._replace(id="", name="", depends_on=edges, inputs=tuple(sorted(inputs, key=repr)))


def masked(names: Iterable[str], changed: Collection[str]) -> tuple[str, ...]:
    """Return names in which those that changed are all the same."""
    return tuple(sorted(ANY if name in changed else name for name in names))
