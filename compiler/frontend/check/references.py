"""References from components to what jobs make: artifacts and image digests."""

from ...ir.release import ArtifactReference
from ...ir.values import BuiltImage
from ..context import Context
from ..document import JobDeclaration
from ..folding import cause_of
from ..tree import Mapping, Scalar


def artifact_of_component(context: Context, owner: str, node: Scalar) -> ArtifactReference | None:
    """Return the job and artifact that a component consists of."""
    name, _, artifact = node.text.partition(".")
    producer = _producer(context, owner, node, name)
    if producer is None:
        return None
    if artifact not in producer.artifacts:
        from ..rules.unknown_artifact import unknown_artifact

        cause = cause_of("artifact", artifact, producer.artifacts, name)
        context.report(unknown_artifact(context, node, artifact, producer), cause=cause)
        return None
    return ArtifactReference(name, artifact, node.span)


def output_of_component(context: Context, owner: str, node: Mapping) -> BuiltImage | None:
    """Return the job and output that hold a component's image."""
    reference = node.get("from")
    if not isinstance(reference, Scalar):
        return None
    name, _, output = reference.text.partition(".")
    producer = _producer(context, owner, reference, name)
    if producer is None:
        return None
    if output not in producer.outputs:
        from ..rules.unknown_output import unknown_output

        cause = cause_of("output", output, producer.outputs, name)
        context.report(unknown_output(context, reference, output, producer), cause=cause)
        return None
    return BuiltImage(name, output, reference.span)


def _producer(context: Context, owner: str, node: Scalar, name: str) -> JobDeclaration | None:
    producer = context.document.jobs.get(name)
    if producer is None and name in context.document.jobs:
        return None  # one of those that could not be read, perhaps
    if producer is None:
        from ..rules.unknown_job import unknown_in_reference

        context.report(unknown_in_reference(context, node, name, owner), cause=("job", name))
    elif producer.body.get("matrix") is not None:
        from ..rules.matrix_producer import matrix_producer

        context.report(matrix_producer(context, node, producer))
        return None
    return producer
