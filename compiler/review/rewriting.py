"""A plan in which things have other names: everything that speaks of the old name speaks of the new one."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..ir.expression.syntax import Index, Literal, Member, Root
from ..ir.expression.walk import path_of
from ..ir.job import Artifact, Dependency, Input, Job, Service, Step
from ..ir.plan import Plan
from ..ir.references import read_paths
from ..ir.release import ArtifactReference, Component, Deploy
from ..ir.values import BuiltImage

Names = Mapping[str, str]
"""Old names to new ones."""

NO_NAMES: Names = {}


class JobNames(NamedTuple):
    """New names of jobs: `ids` of instances to ids, `files` from the names in the file to those."""

    ids: Names
    files: Names

    def of(self, name: str) -> str:
        """Return the new name of what is an instance or a job of the file."""
        return self.ids.get(name) or self.files.get(name, name)


def rename_parameters(plan: Plan, names: Names) -> Plan:
    """Return the plan with parameters renamed."""
    if not names:
        return plan
    params = tuple(each._replace(name=names.get(each.name, each.name)) for each in plan.params)
    jobs = tuple(in_expressions(job, "params", names) for job in plan.jobs)
    return plan._replace(params=params, jobs=jobs)


def rename_components(plan: Plan, names: Names) -> Plan:
    """Return the plan with components renamed, in every environment."""
    if not names:
        return plan

    def renamed(components: tuple[Component, ...]) -> tuple[Component, ...]:
        return tuple(
            each._replace(name=names.get(each.name, each.name), depends_on=_all(each.depends_on, names))
            for each in components
        )

    def deploying(job: Job, deploy: Deploy) -> Job:
        return job._replace(deploy=deploy._replace(components=_all(deploy.components, names)))

    return plan._replace(
        components=renamed(plan.components),
        environments=tuple(each._replace(components=renamed(each.components)) for each in plan.environments),
        jobs=tuple(job if job.deploy is None else deploying(job, job.deploy) for job in plan.jobs),
    )


def rename_environments(plan: Plan, names: Names) -> Plan:
    """Return the plan with environments renamed."""
    if not names:
        return plan

    def deploying(job: Job, deploy: Deploy) -> Job:
        name = deploy.environment
        return job._replace(deploy=deploy._replace(environment=names.get(name, name)))

    return plan._replace(
        environments=tuple(
            each._replace(name=names.get(each.name, each.name), after=each.after and names.get(each.after, each.after))
            for each in plan.environments
        ),
        jobs=tuple(job if job.deploy is None else deploying(job, job.deploy) for job in plan.jobs),
    )


def rename_jobs(plan: Plan, names: JobNames) -> Plan:
    """Return the plan with jobs renamed."""
    if not names.ids:
        return plan

    def making(component: Component) -> Component:
        image, artifact = component.image, component.artifact
        if isinstance(image, BuiltImage):
            component = component._replace(image=image._replace(job=names.of(image.job)))
        if artifact is not None:
            component = component._replace(artifact=artifact._replace(job=names.of(artifact.job)))
        return component

    return in_components(plan._replace(jobs=tuple(_job(job, names) for job in plan.jobs)), making)


def in_components(plan: Plan, change: Callable[[Component], Component]) -> Plan:
    """Return the plan with each component changed, in the release and in its environments."""
    return plan._replace(
        components=tuple(map(change, plan.components)),
        environments=tuple(each._replace(components=tuple(map(change, each.components))) for each in plan.environments),
    )


def _job(job: Job, names: JobNames) -> Job:
    if job.id in names.ids:
        job = job._replace(id=names.ids[job.id], name=names.files.get(job.name, job.name))
    if any(each.job in names.ids for each in job.depends_on):
        job = job._replace(depends_on=tuple(Dependency(names.ids.get(each.job, each.job)) for each in job.depends_on))
    if any(each.job in names.ids for each in job.inputs):
        job = job._replace(inputs=tuple(rename_input(each, names.ids) for each in job.inputs))
    return in_expressions(job, "job", names.files)


def rename_input(entry: Input, ids: Names) -> Input:
    """Rename the job of an input, and the folder that is called like the instance."""
    new = ids.get(entry.job, entry.job)
    folder, slash, last = entry.path.rpartition("/")
    path = f"{folder}{slash}{new}" if last == entry.job else entry.path
    return entry._replace(job=new, path=path)


def rename_artifacts(plan: Plan, names: Mapping[tuple[str, str], str]) -> Plan:
    """Return the plan with artifacts renamed; `names` are by instance and old name."""
    if not names:
        return plan
    files = {(job.name, old): new for job in plan.jobs for (owner, old), new in names.items() if owner == job.id}

    def of(job: str, artifact: str) -> str:
        return names.get((job, artifact)) or files.get((job, artifact), artifact)

    def made(job: Job) -> Job:
        artifacts: tuple[Artifact, ...] = tuple(each._replace(name=of(job.id, each.name)) for each in job.artifacts)
        inputs = tuple(each._replace(artifact=of(each.job, each.artifact)) for each in job.inputs)
        return job if not (artifacts or inputs) else job._replace(artifacts=artifacts, inputs=inputs)

    def taking(component: Component) -> Component:
        reference = component.artifact
        if reference is None:
            return component
        return component._replace(
            artifact=ArtifactReference(reference.job, of(reference.job, reference.artifact), reference.origin)
        )

    return in_components(plan._replace(jobs=tuple(map(made, plan.jobs))), taking)


def rename_services(job: Job, names: Names) -> Job:
    """Return the job with services renamed, and the variables by which its expressions reach them."""
    services: tuple[Service, ...] = tuple(each._replace(name=names.get(each.name, each.name)) for each in job.services)
    variables = {
        f"PIPEC_SERVICE_{_upper(old)}_{what}": f"PIPEC_SERVICE_{_upper(new)}_{what}"
        for old, new in names.items()
        for what in ("HOST", "PORT")
    }
    return in_expressions(job._replace(services=services), "env", variables)


def _upper(name: str) -> str:
    return name.replace("-", "_").upper()


class StepName(NamedTuple):
    """What a step is called: its id and its name in the file."""

    id: str
    name: str


def rename_steps(job: Job, names: Mapping[str, StepName]) -> Job:
    """Return the job with steps renamed; `names` are by old id."""
    spoken = {
        old: new
        for step in job.steps
        if step.id in names
        for old, new in ((step.id, names[step.id].id), (step.name, names[step.id].name))
    }
    steps: tuple[Step, ...] = tuple(
        step._replace(id=names[step.id].id, name=names[step.id].name) if step.id in names else step
        for step in job.steps
    )
    return in_expressions(job._replace(steps=steps), "steps", spoken)


def in_expressions(job: Job, root: str, names: Names) -> Job:
    """Return the job with what its expressions read of `root` renamed: `root.OLD` and `root['OLD']`."""
    if not names or not any(len(path) > 1 and path[0] == root and path[1] in names for path in _paths(job)):
        return job
    changed: Job = _rewritten(job, root, names)
    return changed


def _paths(job: Job) -> list[tuple[str, ...]]:
    return list(read_paths((job.conditional, job.steps, job.services)))


def _rewritten(value: Any, root: str, names: Names) -> Any:
    if isinstance(value, Member | Index) and isinstance(value.base, Root) and value.base.name == root:
        name = path_of(value)[1:]
        new = names.get(name[0]) if name else None
        if new is None:
            return value
        return value._replace(name=new) if isinstance(value, Member) else value._replace(key=Literal(new))
    if not isinstance(value, tuple):
        return value
    items = [_rewritten(item, root, names) if isinstance(item, tuple) else item for item in value]
    if all(one is other for one, other in zip(items, value, strict=True)):
        return value
    return value._make(items) if hasattr(value, "_make") else tuple(items)


def _all(names: tuple[str, ...], renamed: Names) -> tuple[str, ...]:
    return tuple(renamed.get(name, name) for name in names)
