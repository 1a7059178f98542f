"""A path stays inside the workspace."""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC204", "path-outside-workspace", "error")


def path_outside(node: Scalar, path: str) -> Diagnostic:
    """Return the diagnostic of a path that is absolute or leads out by `..`."""
    why = "is absolute" if path.startswith("/") else "leads out of the workspace"
    return RULE.at(
        node.span,
        f"the path `{path}` {why}",
        label="outside the workspace",
        help="write a path relative to the workspace, without `..` that leads out of it",
    )
