"""New names in a plan, done the plain way: every place that speaks of the old name is visited, one by one."""

from compiler.ir.expression.syntax import Index, Literal, Member, Root
from compiler.ir.job import Dependency, Input, Job, Service, Step
from compiler.ir.release import ArtifactReference
from compiler.ir.values import BuiltImage


def everywhere(value, change):
    """Return a value with `change` made of all tuples in it, the innermost first."""
    if not isinstance(value, tuple):
        return value
    items = [everywhere(item, change) for item in value]
    same = all(one is other for one, other in zip(items, value, strict=True))
    made = value if same else value._make(items) if hasattr(value, "_make") else tuple(items)
    return change(made)


def in_expressions(value, root, old, new):
    """Return a value whose expressions read `root.new` for `root.old`."""

    def change(node):
        if isinstance(node, Member) and node.base[:1] == (root,) and isinstance(node.base, Root) and node.name == old:
            return node._replace(name=new)
        if isinstance(node, Index) and isinstance(node.base, Root) and node.base.name == root:
            return node._replace(key=Literal(new)) if node.key[:1] == (old,) else node
        return node

    return everywhere(value, change)


def rename_job(plan, old, new):
    """Return the plan whose job `old` is called `new`; ids of instances begin with it."""
    ids = {job.id: new + job.id.removeprefix(old) for job in plan.jobs if job.name == old}

    def change(node):
        if isinstance(node, Job) and node.name == old:
            return node._replace(id=ids[node.id], name=new)
        if isinstance(node, Dependency):
            return node._replace(job=ids.get(node.job, node.job))
        if isinstance(node, Input) and node.job in ids:
            path = node.path
            if path.split("/")[-1] == node.job:
                path = path[: len(path) - len(node.job)] + ids[node.job]
            return node._replace(job=ids[node.job], path=path)
        if isinstance(node, BuiltImage | ArtifactReference):
            return node._replace(job=new if node.job == old else ids.get(node.job, node.job))
        return node

    return in_expressions(everywhere(plan, change), "job", old, new)


def rename_component(plan, old, new):
    """Return the plan whose component `old` is called `new`."""

    def called(names):
        return tuple(new if name == old else name for name in names)

    def components(rows):
        return tuple(
            each._replace(name=new if each.name == old else each.name, depends_on=called(each.depends_on))
            for each in rows
        )

    return plan._replace(
        components=components(plan.components),
        environments=tuple(each._replace(components=components(each.components)) for each in plan.environments),
        jobs=tuple(
            job._replace(deploy=job.deploy._replace(components=called(job.deploy.components))) if job.deploy else job
            for job in plan.jobs
        ),
    )


def rename_environment(plan, old, new):
    """Return the plan whose environment `old` is called `new`."""

    def called(name):
        return new if name == old else name

    return plan._replace(
        environments=tuple(
            each._replace(name=called(each.name), after=called(each.after)) for each in plan.environments
        ),
        jobs=tuple(
            job._replace(deploy=job.deploy._replace(environment=called(job.deploy.environment))) if job.deploy else job
            for job in plan.jobs
        ),
    )


def rename_parameter(plan, old, new):
    """Return the plan whose parameter `old` is called `new`."""
    params = tuple(each._replace(name=new) if each.name == old else each for each in plan.params)
    return in_expressions(plan._replace(params=params), "params", old, new)


def rename_artifact(plan, job, old, new):
    """Return the plan in which the job of the file makes `new` for `old`."""
    ids = {each.id for each in plan.jobs if each.name == job}

    def change(node):
        if isinstance(node, Job) and node.name == job:
            rows = tuple(each._replace(name=new) if each.name == old else each for each in node.artifacts)
            return node._replace(artifacts=rows)
        if isinstance(node, Input | ArtifactReference) and node.job in {job, *ids} and node.artifact == old:
            return node._replace(artifact=new)
        return node

    return everywhere(plan, change)


def rename_service(job, old, new):
    """Return the job whose service `old` is called `new`, in the variables of its expressions too."""

    def change(node):
        return node._replace(name=new) if isinstance(node, Service) and node.name == old else node

    job = everywhere(job, change)
    for what in ("HOST", "PORT"):
        names = [f"PIPEC_SERVICE_{name.replace('-', '_').upper()}_{what}" for name in (old, new)]
        job = in_expressions(job, "env", *names)
    return job


def rename_step(job, at, identifier, name):
    """Return the job whose step has another id and name."""
    old = job.steps[at]

    def change(node):
        same = isinstance(node, Step) and node.id == old.id
        return node._replace(id=identifier, name=name) if same else node

    job = everywhere(job, change)
    return in_expressions(in_expressions(job, "steps", old.name, name), "steps", old.id, identifier)
