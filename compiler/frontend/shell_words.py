"""What the words of a shell command say of variables: which it defines, which it tests.

A word is its text without quotes; a variable in it is its name between two NUL characters, other substitutions are a
single one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ARITHMETIC: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*(?:\+\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))")
"""An assignment within arithmetic."""
KEYWORDS: Final = frozenset(
    {"then", "do", "else", "elif", "if", "while", "until", "!", "{", "}", "time", "exec", "command", "builtin"}
)
"""Words after which a command begins."""
DECLARING: Final = frozenset(
    {"export", "local", "declare", "typeset", "readonly", "env", "read", "unset", "mapfile", "readarray"}
)
"""Commands whose arguments are variables, with or without a value."""
OPAQUE: Final = frozenset({"source", ".", "eval"})
"""Commands that run text which is not in the script."""


def defined_by(words: Sequence[str]) -> Iterator[str]:
    """Yield the variables that a command defines, or that it tests for being there."""
    first, others = words[0], words[1:]
    if first in {"for", "select", "coproc"}:
        yield from others[:1]
    elif first in DECLARING:
        yield from others
    elif first == "getopts":
        yield from (*others[1:2], "OPTARG", "OPTIND")
    elif first == "printf" and "-v" in others:
        yield from others[others.index("-v") + 1 :][:1]
    elif first in {"[", "[[", "test"}:
        yield from _tested(others)
    elif first == "let":
        yield from (found[1] for word in others for found in ARITHMETIC.finditer(word))


def _tested(words: Sequence[str]) -> Iterator[str]:
    """Yield variables that are tested for being set or empty: they may well be neither."""
    words = [word for word in words if word not in {"]", "]]", "!"}]
    for index, word in enumerate(words):
        before, compared = words[index - 1] if index else "", words[index + 2 : index + 3]
        name = word.strip("x").removeprefix("\0").removesuffix("\0")
        empty = before in {"-n", "-z"} or len(words) == 1 or compared in ([""], ["x"])
        if before == "-v" or (empty and NAME.fullmatch(name)):
            yield name
