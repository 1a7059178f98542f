"""Patterns of the configuration: of paths, of image names, of plain names.

They are matched without backtracking, so that no pattern takes long: at a star that fits too little, only the last one
is stretched.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, TypeVar

Piece = TypeVar("Piece")
Item = TypeVar("Item")

_PIECES: Final = re.compile(r"\[!?[^\]]+\]|.", re.DOTALL)


def matches_path(pattern: str, path: str) -> bool:
    """Tell whether a relative path with `/` matches: `*` and `?` inside a name, `**` for folders, `[ab]`, `[!ab]`.

    A pattern that ends with `/` stands for everything in that folder.
    """
    return _matches(f"{pattern}**" if pattern.endswith("/") else pattern, path)


def matches_image(pattern: str, name: str) -> bool:
    """Tell whether a fully qualified image name (`docker.io/library/python`) is the pattern, or lies under it.

    `registry.example/team` holds `registry.example/team/app`, not `registry.example/teams`; `*` stands for anything in
    one segment, `**` for any number of them.
    """
    return _matches(f"{pattern.rstrip('/')}/**", name)


def matches_name(pattern: str, name: str) -> bool:
    """Tell whether a name without folders, such as an environment's, matches: `*` stands for anything."""
    return _segment(pattern, name)


def _matches(pattern: str, path: str) -> bool:
    return _wild(pattern.split("/"), path.split("/"), "**", _segment)


@lru_cache(maxsize=4096)
def _segment(pattern: str, name: str) -> bool:
    return pattern == name or _wild(_PIECES.findall(re.sub(r"\*+", "*", pattern)), name, "*", _fits)


def _fits(piece: str, char: str) -> bool:
    if len(piece) == 1:
        return piece in {"?", char}
    negated = piece[1] == "!" and len(piece) > 3
    return (char in piece[2 if negated else 1 : -1]) is not negated


def _wild(pattern: Sequence[Piece], items: Sequence[Item], star: object, fits: Callable[[Piece, Item], bool]) -> bool:
    """Match items against pieces of a pattern, of which `star` stands for any number of items."""
    at = here = 0
    back: tuple[int, int] | None = None
    while here < len(items):
        if at < len(pattern) and pattern[at] == star:
            back = (at + 1, here)
            at += 1
        elif at < len(pattern) and fits(pattern[at], items[here]):
            at, here = at + 1, here + 1
        elif back is not None:
            back = (back[0], back[1] + 1)
            at, here = back
        else:
            return False
    return all(piece == star for piece in pattern[at:])
