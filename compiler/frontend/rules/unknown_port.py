"""A port that is named exists."""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...diagnostics.nearest import nearest
from ..tree import Scalar

RULE = Rule("PC607", "unknown-port", "error")


def unknown_port(node: Scalar, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a port's name that the component does not have."""
    near = nearest(node.text, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        node.span,
        f"there is no port `{node.text}`",
        label="no such port",
        help=f"did you mean `{near}`?" if near else (f"the ports are {listed}" if known else "define it under `ports`"),
        fix=Fix(f"write `{near}`", True, (Edit(node.span, near),)) if near else None,
    )
