"""Console sessions and files in the pages of the documentation, as data.

A session is a fenced block `console`: lines that begin with `$ ` are commands, which go on in lines that begin with
`> `; what follows is their output. A file is a fenced block whose info string says `title=PATH`, or whose first
line is a comment that is a path and nothing else. `<!-- session: fresh -->` begins again in an empty folder.
"""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise, takewhile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<info>.*)")
_TITLE = re.compile(r"\btitle=(?P<path>\S+)")
_COMMENT = re.compile(r"# (?P<path>(?:[\w.-]+/)*[\w-]*(?:\.[\w-]+)+)")
_VOLATILE = (
    (re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b"), "<run>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+Z)?)?"), "<time>"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "<time>"),
    (re.compile(r" *\b\d+(?:ms|\.\d+s)\b"), " <duration>"),
    (re.compile(r"^([✓✗■⊘?·▶‖] \w+ .*?\S) {2,}"), r"\1  "),
    (re.compile(r"\(waited [^)]+\) "), ""),
    (re.compile(r"\b\d+\.\d at once\b"), "<number> at once"),
    (re.compile(r'"(duration|active_ms|duration_ms)":\d+'), r'"\1":0'),
)
"""What is another one each time, and what stands for it where a page is compared: ids of runs, times, durations."""

_FRESH = "<!-- session: fresh -->"
_ELISION = "..."


class Titled(NamedTuple):
    """A file that a page shows whole."""

    line: int
    path: str
    text: str


class Command(NamedTuple):
    """A command of a session and what the page says that it prints."""

    line: int
    text: str
    output: tuple[str, ...]


class Fresh(NamedTuple):
    """What follows happens in a new empty folder."""

    line: int


Event = Titled | Command | Fresh


class Block(NamedTuple):
    """A fenced block: the line that it begins in, its info string, its lines without their indent."""

    line: int
    info: str
    lines: tuple[str, ...]


def pages() -> list[Path]:
    """Return every page for people, in a stable order."""
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "examples").glob("*.md")),
    ]


def read_events(text: str) -> list[Event]:
    """Return what a page does, in its order."""
    found: list[Event] = [Fresh(number) for number, line in enumerate(text.splitlines(), 1) if line.strip() == _FRESH]
    for block in read_blocks(text):
        found.extend(_events(block))
    return sorted(found, key=lambda event: event.line)


def read_blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page; a ValueError for one that is not closed."""
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        fence = _FENCE.fullmatch(line)
        if fence:
            yield Block(number, fence["info"].strip(), tuple(_content(lines, fence, number)))


def _content(lines: Iterator[tuple[int, str]], fence: re.Match[str], begin: int) -> Iterator[str]:
    for _, line in lines:
        if line.strip() == fence["ticks"]:
            return
        yield line.removeprefix(fence["indent"])
    raise ValueError(f"the block that begins in line {begin} is not closed")


def _events(block: Block) -> Iterator[Event]:
    title = _TITLE.search(block.info) or (block.lines and _COMMENT.fullmatch(block.lines[0]))
    if title:
        yield Titled(block.line, title["path"], "".join(f"{line}\n" for line in block.lines))
    elif block.info.split()[:1] == ["console"]:
        yield from _commands(block)


def _commands(block: Block) -> Iterator[Command]:
    starts = [index for index, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in pairwise([*starts, len(block.lines)]):
        lines = block.lines[start:end]
        text = list(takewhile(lambda line: line.startswith("> "), lines[1:]))
        command = "\n".join(line[2:] for line in (lines[0], *text))
        yield Command(block.line + 1 + start, command, lines[1 + len(text) :])


def agrees(said: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Tell whether output is what a page says. A line `...` stands for any lines, `...` in a line for any text.

    Ids of runs, times and durations are never the same twice: any other one agrees. Nor is the order in which things
    are told that happen at once: lines that begin with a time may stand in any order among each other.
    """
    pattern = "".join(
        "(?:.*\n)*?" if line == _ELISION else ".*".join(map(re.escape, line.split(_ELISION))) + "\n"
        for line in _settled(said)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _settled(printed))) is not None


def _settled(lines: tuple[str, ...]) -> Iterator[str]:
    """Yield lines without what is another one each time, those that tell of moments in one order."""
    for timed, group in groupby(map(_without_volatile, _trimmed(lines)), key=_tells_of_a_moment):
        found = list(group)
        yield from sorted(found) if timed else found


def _without_volatile(line: str) -> str:
    for form, word in _VOLATILE:
        line = form.sub(word, line)
    return line.strip() if line.strip() == _ELISION else line.rstrip()


def _tells_of_a_moment(line: str) -> bool:
    return line.startswith(("<time> ", '{"event":'))


def rewritten(page: str, printed: list[tuple[Command, tuple[str, ...]]]) -> str:
    """Return a page in which these commands print this; what was elided in their output is written out."""
    lines = page.splitlines()
    for command, output in sorted(printed, reverse=True):
        first = command.line + command.text.count("\n")
        start = lines[command.line - 1]
        indent = start[: len(start) - len(start.lstrip())]
        lines[first : first + len(command.output)] = [f"{indent}{line}".rstrip() for line in _trimmed(output)]
    return "".join(f"{line}\n" for line in lines)


def _trimmed(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return lines without the empty ones at the end: a page may put one before its next command."""
    count = len(lines)
    while count and not lines[count - 1].strip():
        count -= 1
    return lines[:count]
