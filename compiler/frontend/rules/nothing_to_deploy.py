"""A deployment has components to deploy."""

from ...diagnostics import Diagnostic, Rule, Span

RULE = Rule("PC604", "nothing-to-deploy", "error")


def nothing_to_deploy(span: Span) -> Diagnostic:
    """Return the diagnostic of a deployment in a pipeline without components."""
    return RULE.at(
        span,
        "there is nothing to deploy: the pipeline has no components",
        label="no components",
        help="define them under `components`",
    )
