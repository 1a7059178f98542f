"""Pieces of manual pages, in the macros of man(7)."""

import re
from textwrap import wrap

_CODE = re.compile(r"`([^`]+)`")
_NAMES = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "^": "\\(ha", "~": "\\(ti"}
"""Characters that roff would print otherwise, and how it names them; the backslash comes first."""
_WIDTH = 80


def escape(text: str) -> str:
    """Return text as roff prints it, with hyphens that can be copied; it may not begin a line."""
    for character, name in _NAMES.items():
        text = text.replace(character, name)
    return "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in text)


def bold(text: str) -> str:
    """Return text in bold."""
    return f"\\fB{escape(text)}\\fR"


def marked(text: str) -> str:
    """Return text in Markdown, in lines of their own; what stands in back-quotes is bold."""
    parts = _CODE.split(text)
    return filled("".join(bold(part) if index % 2 else escape(part) for index, part in enumerate(parts)))


def filled(text: str) -> str:
    """Return text that is roff already in lines of which none is long."""
    return _lines(wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))


def _lines(lines: list[str]) -> str:
    """Return lines of which none is a command."""
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in lines)


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f".PP\n{marked(text)}\n"


def verbatim(text: str) -> str:
    """Return lines that stay as they are, indented; back-quotes are taken as such."""
    lines = [line.removeprefix("  ").rstrip() for line in text.splitlines()]
    return ".RS 4\n.nf\n" + _lines(list(map(escape, lines))) + "\n.fi\n.RE\n"


def definition(term: str, meaning: str) -> str:
    """Return an entry of a list: a term in bold, and what it means."""
    return f".TP\n{bold(term)}\n{marked(' '.join(meaning.split()))}\n"


def section(title: str, body: str) -> str:
    """Return a section with its heading."""
    body = body.removeprefix(".PP\n")
    return f".SH {title.upper()}\n{body}"
