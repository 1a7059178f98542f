"""Generated text decides nothing: conditions do not read it, by whatever name."""

from ...ir.expression import Expression, paths
from ..document import JobDeclaration, StepDeclaration
from ..roots import GENERATED
from ..scope import Scope
from ..tree import Scalar

GENERATOR = "generator"
OUTPUTS = frozenset(name for name, _ in GENERATED.members)


def refuse_generated(scope: Scope, node: Scalar, condition: Expression) -> None:
    """Report the first output of a generator that a condition, its variables resolved, depends on."""
    for path in paths(condition):
        step = _generator(scope, path.parts)
        if step is not None:
            from ..rules.generated_condition import generated_condition

            whole = path.end > len(node.text) or path.start >= path.end
            span = node.span if whole else scope.context.locate(node, path.start, path.end)
            scope.context.report(generated_condition(span, ".".join(path.parts), step.name))
            return


def _generator(scope: Scope, parts: tuple[str, ...]) -> StepDeclaration | None:
    """Return the generator whose output a path is, or holds."""
    if parts[0] == "steps" and scope.steps is not None:
        named = (step for step in scope.steps if parts[1:2] in {(), (step.name,)})
        return next((step for step in named if is_generator(step) and parts[2:3] in {(), ("outputs",)}), None)
    if parts[0] != "job" or parts[2:3] not in {(), ("outputs",)}:
        return None
    jobs = scope.context.document.jobs
    read = [jobs[name] for name in ((parts[1],) if parts[1:] else jobs) if name in jobs]
    return next((step for job in read if (step := _publisher(job, parts[3:4]))), None)


def _publisher(job: JobDeclaration, output: tuple[str, ...]) -> StepDeclaration | None:
    """Return the generator of a job from which an output, or one of all its outputs, may come."""
    if not any(name in OUTPUTS for name in output or job.outputs):
        return None
    return next((step for step in job.steps if is_generator(step)), None)


def is_generator(step: StepDeclaration) -> bool:
    """Tell whether a step asks a language model."""
    action = step.body.get("action")
    return isinstance(action, Scalar) and action.text == GENERATOR
