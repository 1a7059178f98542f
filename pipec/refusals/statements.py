"""One thing that an engine said of an emitted file, and how the node that it means is found there."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Locate = Callable[[Any], str]
"""Takes the data of an emitted file; returns the JSON pointer of the node that is meant, empty for none."""


class Statement(NamedTuple):
    """What an engine said: its words in one line, the file that it names, and either a line or a way to the node.

    `file` is empty where no file is named; `line` is 0 where none is. `engine` is the folder of a bundle whose files
    can be meant.
    """

    engine: str
    message: str
    file: str = ""
    line: int = 0
    locate: Locate | None = None


Reader = Callable[[str], Iterator[Statement]]
"""Reads all that one engine said."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def plain(text: str) -> str:
    """Return a text without the colours of terminals, its lines ending alike."""
    return _COLOUR.sub("", text).replace("\r\n", "\n")


def one_line(text: str) -> str:
    """Return a message in one line."""
    return " ".join(text.split())
