"""Changes of files, and how they are shown."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from compiler import unified_diff
from compiler.diagnostics.terminal import visible

from .output import wants_color
from .streams import write

_COLORS = {"+": "32", "-": "31", "@": "36"}


class Change(NamedTuple):
    """A file that changes: where it is, its text before and after."""

    path: str
    before: str
    after: str


def unified(changes: Iterable[Change], shown: Mapping[str, str]) -> str:
    """Return the changes as a unified diff, under the names that `shown` gives to the paths."""
    texts: list[str] = []
    for path, before, after in changes:
        name = shown.get(path) or os.path.relpath(path)
        texts.append(unified_diff.unified(before, after, name, name))
    return "".join(texts)


def print_diff(changes: Iterable[Change], shown: Mapping[str, str], *, color: str) -> None:
    """Print the changes as a unified diff, coloured where that is wanted."""
    text = unified(changes, shown)
    write("".join(map(_painted, unified_diff.split_lines(text))) if wants_color(color, sys.stdout) else text)


def _painted(line: str) -> str:
    """Return a line as a terminal shows it, which nothing in the line has a say in."""
    text = "\t".join(map(visible, line.rstrip("\r\n").split("\t")))
    code = _COLORS.get(line[:1])
    return f"\x1b[{code}m{text}\x1b[0m\n" if code else f"{text}\n"
