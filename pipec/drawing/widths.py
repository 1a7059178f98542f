"""How many columns text takes where letters are equally wide, and how it is cut to fit."""

from compiler.diagnostics.terminal import cell, visible


def columns(text: str) -> int:
    """Return the columns of text that is `visible`; wide characters take two, combining ones none."""
    return len(text) if text.isascii() else sum(cell(char)[1] for char in text)


def cut(text: str, width: int) -> str:
    """Return text of at most `width` columns, the middle left out: the ends tell instances apart."""
    shown = visible(text)
    if columns(shown) <= width:
        return shown
    if width < 4:
        return _head(shown, width)
    tail = (width - 1) // 3
    return f"{_head(shown, width - 1 - tail)}…{_head(shown[::-1], tail)[::-1]}"


def _head(text: str, width: int) -> str:
    taken = 0
    for place, char in enumerate(text):
        taken += cell(char)[1]
        if taken > width:
            return text[:place]
    return text


def padded(text: str, width: int) -> str:
    """Return text followed by spaces up to `width` columns."""
    return text + " " * (width - columns(text))
