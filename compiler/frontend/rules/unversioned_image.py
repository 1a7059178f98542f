"""An image has a tag or a digest."""

from ...diagnostics import Diagnostic, Rule
from ..tree import Scalar

RULE = Rule("PC501", "unversioned-image", "error")


def unversioned(node: Scalar, image: str) -> Diagnostic:
    """Return the diagnostic of an image without tag and digest."""
    return RULE.at(
        node.span,
        f"the image `{image}` has neither tag nor digest",
        label="which version?",
        help=f"name the version: `{image}:TAG` or `{image}@sha256:…`",
    )
