"""A command that is one string can be split into its arguments."""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC203", "malformed-command", "error")


def malformed(node: Scalar, problem: str) -> Diagnostic:
    """Return the diagnostic of a command that cannot be split."""
    return RULE.at(
        node.span,
        f"the command cannot be split into arguments: {problem.lower()}",
        label="unbalanced quotes or a lone backslash",
        help="close the quotes, or write the command as a list of its arguments",
    )
