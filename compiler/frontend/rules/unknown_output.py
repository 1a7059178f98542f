"""An output that is read is published by the job it is read from."""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..document import JobDeclaration
from ..tree import Scalar

RULE = Rule("PC308", "unknown-output", "error")


def unknown_output(context: Context, reference: Scalar, output: str, producer: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of `JOB.OUTPUT` whose output the job does not declare."""
    span = context.locate(reference, len(reference.text) - len(output), len(reference.text))
    near = nearest(output, producer.outputs)
    known = ", ".join(f"`{name}`" for name in sorted(producer.outputs))
    return RULE.at(
        span,
        f"job `{producer.name.text}` publishes no output `{output}`",
        label="not in its `outputs`",
        related=(Label(producer.name.span, "the job is defined here"),),
        help=f"did you mean `{near}`?"
        if near
        else (f"it publishes {known}" if known else "add it to the job's `outputs`"),
        fix=Fix(f"write `{near}`", True, (Edit(span, near),)) if near else None,
    )
