"""Ranges of bytes, as far as downloads that go on where they broke off need them (RFC 9110, section 14)."""

import re
from typing import Final, NamedTuple

_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


class Range(NamedTuple):
    """Bytes of a file, from `start` up to and without `end`."""

    start: int
    end: int


def parse_range(header: str | None, size: int) -> Range | None:
    """Return the range that is asked for, None for the whole file: several, other units and nonsense are ignored.

    ValueError when none of the file's bytes is in it, which is answered with 416.
    """
    found = _RANGE.fullmatch((header or "").strip())
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= end:
        raise ValueError("no such bytes")
    return Range(start, end)
