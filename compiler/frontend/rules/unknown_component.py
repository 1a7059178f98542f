"""A component that is named exists."""

from ...diagnostics import Diagnostic, Edit, Fix, Rule
from ...diagnostics.nearest import nearest
from ..tree import Scalar

RULE = Rule("PC601", "unknown-component", "error")


def unknown_component(name: Scalar, known: tuple[str, ...]) -> Diagnostic:
    """Return the diagnostic of a component's name that no component has."""
    near = nearest(name.text, known)
    listed = ", ".join(f"`{item}`" for item in known)
    return RULE.at(
        name.span,
        f"there is no component `{name.text}`",
        label="no such component",
        help=f"did you mean `{near}`?"
        if near
        else (f"the components are {listed}" if known else "define it under `components`"),
        fix=Fix(f"write `{near}`", True, (Edit(name.span, near),)) if near else None,
    )
