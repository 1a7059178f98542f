"""Literal and folded scalars taken out of their indentation, so that they can be put into another."""

import re
from typing import Final, NamedTuple

STEP: Final = 2
"""How much deeper each level stands."""

_HEADER: Final = re.compile(r"(?P<style>[|>])[-+]?(?P<depth>[1-9]?)[-+]?[ \t]*(?P<comment>#[^\n]*)?(?:\n|$)")


class BlockText(NamedTuple):
    """A block scalar: its header as it will be written, its lines without indentation, the comment of its header."""

    header: str
    lines: tuple[str, ...]
    comment: str


def read_block(raw: str, parent: int, text: str) -> BlockText:
    """Return the block scalar with the source `raw`, inside a collection at the column `parent`, decoded as `text`."""
    found = _HEADER.match(raw)
    if found is None:
        raise ValueError(f"no header of a block scalar: {raw[:20]!r}")
    head = raw[: found.start("comment")] if found["comment"] else found[0]
    chomping = "+" if "+" in head else "-" if "-" in head else ""
    lines = _lines(raw[found.end() :], parent + int(found["depth"]) if found["depth"] else None)
    if chomping != "+":
        while lines and not lines[-1]:
            lines.pop()
    if text and not text.endswith("\n"):
        chomping = "-"  # the file ends in it, without the break that it has from now on
    first = next(filter(None, lines), "")
    depth = str(STEP) if first[:1] in {" ", "\t"} and first else ""
    return BlockText(f"{found['style']}{depth}{chomping}", tuple(lines), (found["comment"] or "").rstrip())


def _lines(body: str, indent: int | None) -> list[str]:
    """Return the lines of a body; what does not reach its indentation is empty."""
    raw = body.split("\n")
    if indent is None:
        indent = _detected(raw)
    lines = [line[indent:] if not line[:indent].strip(" ") else "" for line in raw]
    if lines and not lines[-1]:
        lines.pop()  # what stands after the last break
    return lines


def _detected(lines: list[str]) -> int:
    """Return the indentation of the first line with content."""
    for line in lines:
        content = line.lstrip(" ")
        if content:
            return len(line) - len(content)
    return max(map(len, lines))
