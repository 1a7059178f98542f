"""An artifact that is taken is made by the job it is taken from."""

from ...diagnostics import Diagnostic, Edit, Fix, Label, Rule
from ...diagnostics.nearest import nearest
from ..context import Context
from ..document import JobDeclaration
from ..tree import Scalar

RULE = Rule("PC307", "unknown-artifact", "error")


def unknown_artifact(context: Context, reference: Scalar, artifact: str, producer: JobDeclaration) -> Diagnostic:
    """Return the diagnostic of `JOB.ARTIFACT` whose artifact nobody makes."""
    span = context.locate(reference, len(reference.text) - len(artifact), len(reference.text))
    near = nearest(artifact, producer.artifacts)
    known = ", ".join(f"`{name}`" for name in sorted(producer.artifacts))
    job = producer.name.text
    at = producer.artifacts[near].span if near else producer.name.span
    return RULE.at(
        span,
        f"job `{job}` makes no artifact `{artifact}`",
        label="nobody makes this",
        related=(Label(at, "a similar one is made here" if near else "the job is defined here"),),
        help=f"did you mean `{near}`?"
        if near
        else (f"it makes {known}" if known else f"give `{job}` an `artifacts` block"),
        fix=Fix(f"write `{near}`", True, (Edit(span, near),)) if near else None,
    )
