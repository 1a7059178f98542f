"""A component's image is locked."""

from ...diagnostics import Diagnostic, Rule
from ...ir.values import Image

RULE = Rule("PC510", "unlocked-image", "error")


def unlocked_component(image: Image, component: str) -> Diagnostic:
    """Return the diagnostic of a component's image that has no digest and is not in the lock."""
    return RULE.at(
        image.origin,
        f"the image `{image.reference}` of component `{component}` is not locked",
        label="no digest",
        help="write the digest (`NAME@sha256:…`), or add the image to `pipec.lock`",
    )
