"""An image reference is well-formed."""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC502", "malformed-image", "error")


def malformed(node: Scalar, image: str) -> Diagnostic:
    """Return the diagnostic of text that is no image reference."""
    why = "names are lower-case" if image.lower() != image else "it does not have the form of one"
    lower = image.lower()
    return RULE.at(
        node.span,
        f"`{image}` is no image reference: {why}" if image else "the image reference is empty",
        label="malformed",
        help=f"did you mean `{lower}`?"
        if lower != image
        else "write `[REGISTRY/]NAME[:TAG][@sha256:DIGEST]`, for example `registry.example/shop/web:1.4`",
    )
