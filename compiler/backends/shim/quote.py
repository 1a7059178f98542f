"""Quoting for POSIX shells."""

import re

_PATH = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)(.*)", re.DOTALL)


def quote(text: str) -> str:
    """Return one word of sh that stands for exactly this text, whatever is in it but NUL."""
    return "'" + text.replace("'", "'\\''") + "'"


def path_word(path: str) -> str:
    """Return one word of sh for a path of a `Frame`, whose leading variable is expanded and nothing else."""
    found = _PATH.fullmatch(path)
    return quote(path) if found is None else f'"${found[1]}"{quote(found[2])}'
