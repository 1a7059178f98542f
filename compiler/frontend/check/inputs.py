"""What a job takes from others: `depends_on` and `inputs`, every name resolved."""

from collections.abc import Iterator

from ..checked import CheckedDependency, CheckedInput
from ..context import Context
from ..document import JobDeclaration
from ..fields import Fields
from ..folding import cause_of
from ..scope import Scope
from ..tree import Mapping, Node, Scalar
from .paths import check_workspace_path


def check_inputs(job: JobDeclaration, scope: Scope) -> tuple[CheckedInput, ...]:
    """Return the inputs that name an artifact of another job."""
    found = (_input(job, scope, node) for node in job.inputs)
    inputs = tuple(item for item in found if item is not None)
    _same_twice(scope.context, job, inputs)
    return inputs


def _input(job: JobDeclaration, scope: Scope, node: Node) -> CheckedInput | None:
    if isinstance(node, Scalar):
        return _named(job, scope.context, node, CheckedInput("", "", origin=node.span))
    if not isinstance(node, Mapping):
        return None
    fields = Fields(node, scope)
    reference = fields.node("artifact")
    if not isinstance(reference, Scalar):
        return None
    path = check_workspace_path(fields, "path")
    optional = fields.boolean("optional", default=False)
    return _named(job, scope.context, reference, CheckedInput("", "", path, optional, node.span))


def _named(job: JobDeclaration, context: Context, reference: Scalar, item: CheckedInput) -> CheckedInput | None:
    name, _, artifact = reference.text.partition(".")
    producer = context.document.jobs.get(name)
    if producer is None:
        _no_producer(job, context, reference, name)
        return None
    if name == job.name.text:
        from ..rules.self_dependency import own_artifact

        context.report(own_artifact(reference, name))
        return None
    if artifact not in producer.artifacts:
        from ..rules.unknown_artifact import unknown_artifact

        cause = cause_of("artifact", artifact, producer.artifacts, name)
        context.report(unknown_artifact(context, reference, artifact, producer), cause=cause)
        return None
    return item._replace(job=name, artifact=artifact)


def _no_producer(job: JobDeclaration, context: Context, reference: Scalar, name: str) -> None:
    if name not in context.document.jobs:
        from ..rules.unknown_job import unknown_in_reference

        found = unknown_in_reference(context, reference, name, f"job `{job.name.text}`")
        context.report(found, cause=("job", name))


def _same_twice(context: Context, job: JobDeclaration, inputs: tuple[CheckedInput, ...]) -> None:
    seen: dict[tuple[str, str, str], CheckedInput] = {}
    for item in inputs:
        key = (item.job, item.artifact, item.path)
        if key in seen:
            from ..rules.duplicate_input import duplicate_input

            context.report(duplicate_input(context, job, item, seen[key]))
        seen.setdefault(key, item)


def check_dependencies(
    context: Context, job: JobDeclaration, inputs: tuple[CheckedInput, ...]
) -> tuple[CheckedDependency, ...]:
    """Return the jobs that this one waits for, each once: those of `depends_on`, then those of its inputs."""
    found = {item.job: item for item in _explicit(context, job)}
    for entry in inputs:
        found.setdefault(entry.job, CheckedDependency(entry.job, entry.origin, implied=True))
    return tuple(found.values())


def _explicit(context: Context, job: JobDeclaration) -> Iterator[CheckedDependency]:
    seen: dict[str, Scalar] = {}
    for name in job.depends_on:
        if name.text == job.name.text:
            from ..rules.self_dependency import self_dependency

            context.report(self_dependency(context, name, job.body))
        elif name.text not in context.document.jobs:
            from ..rules.unknown_job import unknown_job

            context.report(unknown_job(context, name, job.name.text), cause=("job", name.text))
        elif name.text in seen:
            from ..rules.duplicate_dependency import duplicate_dependency

            context.report(duplicate_dependency(context, name, seen[name.text], job.body))
        else:
            seen[name.text] = name
            yield CheckedDependency(name.text, name.span)
