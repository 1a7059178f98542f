"""An environment that is named exists."""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...diagnostics.nearest import nearest
from ..tree import Scalar

RULE = Rule("PC602", "unknown-environment", "error")


def unknown_environment(node: Scalar, name: str, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of an environment's name that no environment has."""
    near = nearest(name, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        node.span,
        f"there is no environment `{name}`",
        label="no such environment",
        help=f"did you mean `{near}`?"
        if near
        else (f"the environments are {listed}" if known else "define it under `environments`"),
        fix=Fix(f"write `{near}`", True, (Edit(node.span, near),)) if near and node.text == name else None,
    )
