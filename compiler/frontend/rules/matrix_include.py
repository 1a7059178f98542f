"""A further combination gives every axis."""

from ...diagnostics import Diagnostic, Rule
from ..tree import Mapping, Scalar

RULE = Rule("PC322", "matrix-include", "error")


def wrong_axes(
    item: Mapping, missing: tuple[str, ...], unknown: tuple[Scalar, ...], axes: tuple[str, ...]
) -> Diagnostic:
    """Return the diagnostic of an inclusion that lacks axes or has others."""
    if unknown:
        names = ", ".join(f"`{axis}`" for axis in axes) or "none"
        return RULE.at(
            unknown[0].span,
            f"the matrix has no axis `{unknown[0].text}`",
            label="no such axis",
            help=f"the axes are {names}; a combination gives each of them",
        )
    names = ", ".join(f"`{axis}`" for axis in missing)
    return RULE.at(
        item.span, f"the combination gives no {names}", label="incomplete", help="give a value for every axis"
    )
