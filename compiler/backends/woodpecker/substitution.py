r"""Woodpecker's substitution: what it does to a file before it reads it as YAML, and the way past it.

Woodpecker passes every file through envsubst 1.0.3, comments included. At the top level of a text that scanner
replaces `${…}`, takes a doubled `$` or `\` for a single one, and drops a `\` before a `/`. A lone `$` or `\` before
anything else stays.
"""

import re

_DOUBLED = re.compile(r"\$\$+|\$(?=\{)|\\\\+|\\(?=/)")
_READ = re.compile(r"\$\$|\\\\|\\/|\$\{")


def escape(text: str) -> str:
    """Return the text from which substitution makes `text`."""
    return _DOUBLED.sub(lambda run: run[0] * 2, text)


def substitute(text: str) -> str:
    """Return what Woodpecker reads; a ValueError where it would put a variable's value."""

    def read(found: re.Match[str]) -> str:
        if found[0] == "${":
            raise ValueError(f"a variable is substituted: {text[found.start() : found.start() + 40]!r}")
        return found[0][1]

    return _READ.sub(read, text)
