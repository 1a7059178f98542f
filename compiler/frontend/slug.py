"""Names that are safe in file names and in the identifiers of every target."""

import re

_OTHER = re.compile(r"[^a-z0-9]+")


def slug(text: str, longest: int = 50) -> str:
    """Return lower-case letters, digits and single hyphens; empty when nothing of that kind is in the text."""
    return _OTHER.sub("-", text.lower()).strip("-")[:longest].rstrip("-")
