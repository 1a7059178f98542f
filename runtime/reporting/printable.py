"""Text from anywhere, safe for a terminal and in cells of a table."""

from ..logs.safe import safe_text


def printable(text: str, *, color: bool = False) -> str:
    """Return a line that a terminal only shows; without `color` colours are dropped. A tab takes four columns."""
    shown = safe_text(text, color=color)
    return shown.replace("\t", "    ") if "\t" in shown else shown
