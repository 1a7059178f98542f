"""Text and trees as XML 1.0 can carry them."""

import re
from typing import TYPE_CHECKING, Final

from .report import visible_lines

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_FORBIDDEN: Final = re.compile("[\ufffe\uffff]")
"""What XML 1.0 has no way to write, beside the control characters and halves that `visible_lines` replaces."""


def allowed(text: str) -> str:
    """Return text with a sign for each character that XML forbids or a terminal would obey; lines stay lines."""
    shown = "\n".join(visible_lines(text))
    return _FORBIDDEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", shown)


def attributes(**values: object) -> dict[str, str]:
    """Return attributes as the tree takes them."""
    return {name: allowed(str(value)) for name, value in values.items()}


def to_document(root: "Element") -> str:
    """Return a whole document, indented."""
    from xml.etree import ElementTree as ET

    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
