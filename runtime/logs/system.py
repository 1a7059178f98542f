"""How what the runtime itself says stands among the bytes that a step wrote."""

from collections.abc import Iterable
from typing import Final

MARK: Final = b"pipec: "
"""Begins each such line in the file, for those who read it with `cat`; for programs the index says whose it is."""


def said(message: Iterable[str], *, begins_line: bool) -> bytes:
    """Return the bytes of a message's lines; it begins with a newline where the step left a line without its end."""
    lines = [MARK + line.encode("utf-8", "replace") + b"\n" for line in message]
    return (b"" if begins_line else b"\n") + b"".join(lines)


def heard(data: bytes) -> bytes:
    """Return the message of such bytes, each line with its newline."""
    lines = data.removeprefix(b"\n").splitlines(keepends=True)
    return b"".join([line.removeprefix(MARK) for line in lines])
