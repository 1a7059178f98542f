"""What comes and goes as a whole, and what follows from it elsewhere in the plan.

Who waited for a job that went waits for it no more, and takes none of its artifacts; who waited for all instances of a
job waits for a new one too, and likewise with artifacts. A component that went is in no list, and a new one is in those
that had all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..ir.job import Dependency, Input, Job
from ..ir.plan import Plan
from ..ir.release import Component, Environment
from .comparing import Rule
from .edits import Edit, keyed
from .fields import rule_of

_WHOLE: Final = ("params", "components", "environments", "jobs")
_INNER: Final = len(("environments", "NAME", "components", "NAME"))


def structure_edits(old: Plan, new: Plan) -> Iterator[Edit]:
    """Yield what comes and goes of what the whole plan has, and of the components of environments."""
    for name in _WHOLE:
        yield from _differences(rule_of(old, name), getattr(old, name), getattr(new, name), (name,))
    after = {each.name: each for each in new.environments}
    for environment in old.environments:
        other = after.get(environment.name)
        if other is not None:
            path = ("environments", environment.name, "components")
            rule = rule_of(environment, "components")
            yield from _differences(rule, environment.components, other.components, path)


def _differences(rule: Rule, before: Sequence[Any], after: Sequence[Any], path: tuple[str, ...]) -> Iterator[Edit]:
    old, new = keyed(rule, before), keyed(rule, after)
    if old.keys() == new.keys():
        return
    yield from (Edit("removed", (*path, key), item, None) for key, item in old.items() if key not in new)
    yield from (Edit("added", (*path, key), None, item) for key, item in new.items() if key not in old)


def is_structure(edit: Edit) -> bool:
    """Tell whether something that the whole plan has comes or goes, or a component of an environment."""
    path = edit.path
    if edit.kind not in {"added", "removed"}:
        return False
    inner = len(path) == _INNER and path[0] == "environments" and path[2] == "components"
    return inner or (len(path) == len(("jobs", "ID")) and path[0] in _WHOLE)


def restructure(plan: Plan, edits: Iterable[Edit]) -> Plan:
    """Return the plan with what came and without what went, and with all that follows."""
    rows = [edit for edit in edits if is_structure(edit)]
    if not rows:
        return plan
    less = _with(plan, [edit for edit in rows if edit.kind == "removed"])
    return _with(_followed(plan, less, rows), [edit for edit in rows if edit.kind == "added"])


def _with(plan: Plan, edits: Sequence[Edit]) -> Plan:
    """Return the plan with what is added, or without what is removed."""
    inner = [edit for edit in edits if len(edit.path) == _INNER]
    if inner:
        plan = plan._replace(environments=tuple(_environment(each, inner) for each in plan.environments))
    for name in _WHOLE:
        own = [edit for edit in edits if edit.path[0] == name and len(edit.path) != _INNER]
        if own:
            changed: dict[str, Any] = {name: _items(rule_of(plan, name), getattr(plan, name), own)}
            plan = plan._replace(**changed)
    return plan


def _environment(environment: Environment, edits: Iterable[Edit]) -> Environment:
    own = [edit for edit in edits if edit.path[1] == environment.name]
    return environment._replace(components=_items(rule_of(environment, "components"), environment.components, own))


def _items(rule: Rule, items: Sequence[Any], edits: Iterable[Edit]) -> tuple[Any, ...]:
    found = keyed(rule, items)
    for edit in edits:
        if edit.kind == "removed":
            del found[str(edit.path[-1])]
        else:
            found[str(edit.path[-1])] = edit.after
    return tuple(found.values())


class _Flow(NamedTuple):
    """What came and went, for those that stayed: ids of jobs by the job's name in the file, names of components."""

    instances: Mapping[str, frozenset[str]]
    files: Mapping[str, str]
    jobs_gone: frozenset[str]
    jobs_came: Mapping[str, Sequence[str]]
    components: frozenset[str]
    components_gone: frozenset[str]
    components_came: tuple[str, ...]


def _followed(before: Plan, plan: Plan, edits: Iterable[Edit]) -> Plan:
    flow = _flow(before, edits)
    jobs = tuple(_job(job, flow) for job in plan.jobs)
    if not flow.components_gone:
        return plan._replace(jobs=jobs)

    def without(components: tuple[Component, ...]) -> tuple[Component, ...]:
        return tuple(
            each._replace(depends_on=tuple(name for name in each.depends_on if name not in flow.components_gone))
            for each in components
        )

    return plan._replace(
        jobs=jobs,
        components=without(plan.components),
        environments=tuple(each._replace(components=without(each.components)) for each in plan.environments),
    )


def _flow(before: Plan, edits: Iterable[Edit]) -> _Flow:
    instances: dict[str, set[str]] = {}
    for job in before.jobs:
        instances.setdefault(job.name, set()).add(job.id)
    came: dict[str, list[str]] = {}
    keys: dict[tuple[str, str], list[str]] = {}
    for edit in edits:
        if len(edit.path) < _INNER:
            keys.setdefault((str(edit.path[0]), edit.kind), []).append(str(edit.path[1]))
            if edit.path[0] == "jobs" and edit.kind == "added" and edit.after.name in instances:
                came.setdefault(edit.after.name, []).append(edit.after.id)
    return _Flow(
        instances={name: frozenset(ids) for name, ids in instances.items()},
        files={job.id: job.name for job in before.jobs},
        jobs_gone=frozenset(keys.get(("jobs", "removed"), ())),
        jobs_came=came,
        components=frozenset(each.name for each in before.components),
        components_gone=frozenset(keys.get(("components", "removed"), ())),
        components_came=tuple(keys.get(("components", "added"), ())),
    )


def _job(job: Job, flow: _Flow) -> Job:
    edges = {each.job for each in job.depends_on}
    names = {flow.files[edge] for edge in edges if flow.files.get(edge) in flow.jobs_came}
    if names or not flow.jobs_gone.isdisjoint(edges):
        job = job._replace(depends_on=_edges(job, flow, names, edges), inputs=_inputs(job, flow, names))
    deploy = job.deploy
    if deploy is None or not (flow.components_gone or flow.components_came):
        return job
    listed = [name for name in deploy.components if name not in flow.components_gone]
    if flow.components and flow.components.issubset(deploy.components):
        listed += flow.components_came
    return job._replace(deploy=deploy._replace(components=tuple(sorted(dict.fromkeys(listed)))))


def _edges(job: Job, flow: _Flow, names: Iterable[str], edges: set[str]) -> tuple[Dependency, ...]:
    kept = [each for each in job.depends_on if each.job not in flow.jobs_gone]
    grown = [name for name in sorted(names) if flow.instances[name] <= edges]
    return (*kept, *(Dependency(new) for name in grown for new in flow.jobs_came[name] if new not in edges))


def _inputs(job: Job, flow: _Flow, names: Iterable[str]) -> tuple[Input, ...]:
    """Return the inputs of a job: what it takes from all instances, each in its folder, it takes from new ones too."""
    kept = [each for each in job.inputs if each.job not in flow.jobs_gone]
    for name in sorted(names):
        rows: dict[Input, set[str]] = {}
        for each in job.inputs:
            if flow.files.get(each.job) == name:
                rows.setdefault(_foldered(each), set()).add(each.job)
        kept += [
            each._replace(job=new, path=f"{each.path}{new}")
            for each, jobs in rows.items()
            if jobs == flow.instances[name] and each.path != _NO_FOLDER
            for new in flow.jobs_came[name]
        ]
    return tuple(kept)


_NO_FOLDER = "."


def _foldered(entry: Input) -> Input:
    """Return an input without the instance that it is of; the path of one that has no folder of its own is `.`."""
    folder, slash, last = entry.path.rpartition("/")
    return entry._replace(job="", path=f"{folder}{slash}" if last == entry.job else _NO_FOLDER)
