"""Which parameters, components, environments and jobs have another name now: those that are equal or nearly so."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..ir.job import Job
from ..ir.plan import Plan
from ..ir.references import read_paths
from ..ir.release import Component, Environment
from ..ir.values import BuiltImage
from .edits import Edit
from .jobs import ANY, combination, instances, masked, same_jobs
from .likeness import leaves, match
from .rewriting import (
    JobNames,
    rename_components,
    rename_environments,
    rename_jobs,
    rename_parameters,
)


def find_renames(old: Plan, new: Plan) -> list[Edit]:
    """Return the renames of what the whole plan has, as edits of the old normal plan."""
    edits: list[Edit] = []
    for kind, find in (("params", _parameters), ("components", _components), ("environments", _environments)):
        found = [Edit("renamed", (kind, key), name, key) for name, key in find(old, new).items()]
        if found:
            edits += found
            old = rename_top(old, found)
    return edits + _jobs(old, new)


def rename_top(plan: Plan, edits: Iterable[Edit]) -> Plan:
    """Return the plan with the renames of what the whole plan has."""
    by_kind: dict[str, dict[str, str]] = {}
    files: dict[str, str] = {}
    for edit in edits:
        by_kind.setdefault(str(edit.path[0]), {})[edit.before] = edit.after
        files.update([edit.names] if edit.path[0] == "jobs" else ())
    plan = rename_parameters(plan, by_kind.get("params", {}))
    plan = rename_components(plan, by_kind.get("components", {}))
    plan = rename_environments(plan, by_kind.get("environments", {}))
    return rename_jobs(plan, JobNames(by_kind.get("jobs", {}), files))


def sides(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what went and what came."""
    gone = {key: item for key, item in old.items() if key not in new}
    return gone, {key: item for key, item in new.items() if key not in old}


def _named(items: Iterable[Any]) -> dict[str, Any]:
    return {item.name: item for item in items}


def _parameters(old: Plan, new: Plan) -> dict[str, str]:
    gone, came = sides(_named(old.params), _named(new.params))
    if not (gone and came):
        return {}
    readers = _readers(old), _readers(new)
    return match(
        {key: item._replace(name="") for key, item in gone.items()},
        {key: item._replace(name="") for key, item in came.items()},
        lambda one, other: len(readers[0].get(one, set()) & readers[1].get(other, set())),
    )


def _readers(plan: Plan) -> dict[str, set[str]]:
    """Return the jobs that read each parameter."""
    found: dict[str, set[str]] = {}
    for job in plan.jobs:
        for path in read_paths(job):
            if path[0] == "params" and len(path) > 1:
                found.setdefault(path[1], set()).add(job.name)
    return found


def _components(old: Plan, new: Plan) -> dict[str, str]:
    gone, came = sides(_named(old.components), _named(new.components))
    changed = {*gone, *came, *_job_changes(old, new)}
    return match(
        {key: _nameless(item, changed) for key, item in gone.items()},
        {key: _nameless(item, changed) for key, item in came.items()},
    )


def _nameless(component: Component, names: Collection[str]) -> Component:
    made = component.image
    if isinstance(made, BuiltImage) and made.job in names:
        component = component._replace(image=made._replace(job=ANY))
    if component.artifact is not None and component.artifact.job in names:
        component = component._replace(artifact=component.artifact._replace(job=ANY))
    return component._replace(name="", digest="", depends_on=masked(component.depends_on, names))


def _job_changes(old: Plan, new: Plan) -> set[str]:
    """Return the jobs and instances that are on one side alone."""
    before = {name for job in old.jobs for name in (job.id, job.name)}
    return before ^ {name for job in new.jobs for name in (job.id, job.name)}


def _environments(old: Plan, new: Plan) -> dict[str, str]:
    gone, came = sides(_named(old.environments), _named(new.environments))
    changed = {*gone, *came}
    users = _deploying(old), _deploying(new)
    return match(
        {key: _setting(item, old, changed) for key, item in gone.items()},
        {key: _setting(item, new, changed) for key, item in came.items()},
        lambda one, other: int(bool(users[0].get(one) and users[1].get(other))),
    )


def _deploying(plan: Plan) -> dict[str, int]:
    """Return how many jobs deploy to each environment."""
    return Counter(job.deploy.environment for job in plan.jobs if job.deploy is not None)


def _setting(environment: Environment, plan: Plan, changed: Collection[str]) -> tuple[Any, ...]:
    """Return what an environment is by whatever name, and what its components are that those of the release are not."""
    after = ANY if environment.after in changed else environment.after
    own = environment._replace(name="", after=after, components=())
    release = _named(plan.components)
    overrides = [
        f"{each.name} {leaf!r}"
        for each in environment.components
        for leaf in leaves(each) - leaves(release.get(each.name, ()))
    ]
    return own, tuple(sorted(overrides))


def _jobs(old: Plan, new: Plan) -> list[Edit]:
    """Return the renames of jobs, one for each instance that is the same."""
    before, after = instances(old.jobs), instances(new.jobs)
    found = same_jobs(old, new, *sides(before, after))
    edits: list[Edit] = []
    for name, jobs in before.items():
        other = found.get(name, name)
        edits += [
            Edit("renamed", ("jobs", new_id), old_id, new_id, (name, other))
            for old_id, new_id in _same_instances(jobs, after.get(other, []))
            if old_id != new_id
        ]
    return _free(edits, {job.id for job in old.jobs})


def _free(edits: list[Edit], taken: Collection[str]) -> list[Edit]:
    """Return the renames without those to an id that another job keeps."""
    while True:
        left = set(taken) - {edit.before for edit in edits}
        free = [edit for edit in edits if edit.after not in left]
        if len(free) == len(edits):
            return free
        edits = free


def _same_instances(before: list[Job], after: list[Job]) -> list[tuple[str, str]]:
    """Return the ids of instances that have the same values of their matrix, before and after."""
    if len(before) == len(after) and all(one.id == other.id for one, other in zip(before, after, strict=True)):
        return []
    here = {combination(job): job.id for job in after}
    return [(job.id, here[combination(job)]) for job in before if combination(job) in here]
