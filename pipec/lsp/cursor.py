"""Where in the structure of a file the cursor stands, while what is being typed is not yet YAML.

Only what stands before the cursor decides that. So the text is cut there, a word is put in the cursor's place, what is
still open is closed, and libyaml's events lead to the word. Lines above that are broken are taken out.
"""

import re
from typing import Final, Literal, NamedTuple, cast

from yaml import MarkedYAMLError, YAMLError
from yaml.cyaml import CBaseLoader
from yaml.events import (
    CollectionEndEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from compiler.source import Source

from .repair import blank
from .roles import Path

_WORD: Final = "pipecXcursorX"
_MOST_CLOSINGS: Final = 3
_MOST_BLANKED: Final = 6


class Cursor(NamedTuple):
    """The node at the cursor.

    A `key` stands in the mapping at `path`; a `value` is itself at `path`, and could become a key of a mapping there
    where it `begins` its line. `before` is the scalar's decoded text up to the cursor. `others` are the keys or the
    items that stand before it in the same collection.
    """

    path: Path
    part: Literal["key", "value"]
    before: str
    plain: bool
    begins: bool
    others: frozenset[str] = frozenset()


def find_cursor(source: Source, offset: int) -> Cursor | None:
    """Return where an offset stands; None in a comment, in an alias, and where nothing can be made of the text."""
    head = Source(source.path, source.text[:offset])
    line = head.line(len(head.line_starts))
    begins = re.fullmatch(r"\s*(?:-[ \t]+)*[\w.-]*", line) is not None
    for most_blanked in (0, _MOST_BLANKED):
        for colon in ("", ":") if begins else ("",):
            found = _attempt(head, colon, most_blanked)
            if found is not None:
                return found._replace(begins=begins)
    return None


def _attempt(head: Source, colon: str, most_blanked: int) -> Cursor | None:
    last = len(head.line_starts)
    for _ in range(most_blanked + 1):
        reading = _closed(f"{head.text}{_WORD}{colon}")
        if reading.line is None:
            return reading.found
        if not most_blanked:
            return None
        line = reading.line
        while line > 0 and (line >= last or not head.line(line).strip()):
            line -= 1
        if not line:
            return None
        head = blank(head, line)
    return None


class _Reading(NamedTuple):
    """What reading came to: the cursor, the line (from 1) to blame for an error, and what would close the text."""

    found: Cursor | None
    line: int | None = None
    closing: str = ""


def _closed(text: str) -> _Reading:
    reading = _read(text)
    for _ in range(_MOST_CLOSINGS):
        if not reading.closing or _is_left_open(text, reading.line):
            break
        text += reading.closing
        reading = _read(text)
    return reading


def _is_left_open(text: str, line: int | None) -> bool:
    """Tell whether a flow or quote that began on a line above cannot go on here: this line is not indented more."""
    lines = text[: text.rindex(_WORD)].split("\n")
    if line is None or line >= len(lines):
        return False
    return _indentation(lines[-1]) <= _indentation(lines[line - 1])


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class _Frame:
    """An open collection: the key whose value comes next, None where a key does, or the number of the next item."""

    __slots__ = ("at", "closing", "mapping", "seen")

    def __init__(self, *, mapping: bool, flow: bool) -> None:
        self.mapping = mapping
        self.closing = ("}" if mapping else "]") if flow else ""
        self.at: str | int | None = None if mapping else 0
        self.seen: set[str] = set()

    def step(self, key: str) -> None:
        """Go on behind a node that was the text `key`, or anything."""
        if isinstance(self.at, int):
            self.seen.add(key)
            self.at += 1
        elif self.at is None:
            self.seen.add(key)
            self.at = key
        else:
            self.at = None


def _read(text: str) -> _Reading:
    frames: list[_Frame] = []
    found: Cursor | None = None
    try:
        get_event = CBaseLoader(text).get_event
        while not isinstance(event := cast("Event", get_event()), StreamEndEvent):
            if isinstance(event, ScalarEvent) and _WORD in event.value:
                found = _cursor(frames, event)
            if isinstance(event, CollectionEndEvent):
                frames.pop()
                if frames:
                    frames[-1].step("")
            elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                frames.append(_Frame(mapping=isinstance(event, MappingStartEvent), flow=bool(event.flow_style)))
            elif isinstance(event, NodeEvent) and frames:
                frames[-1].step(event.value if isinstance(event, ScalarEvent) else "")
    except MarkedYAMLError as error:
        return _Reading(found, _blamed(error), _closing(text, error, frames))
    except (YAMLError, UnicodeEncodeError):
        return _Reading(None)
    return _Reading(found)


def _cursor(frames: list[_Frame], event: ScalarEvent) -> Cursor:
    before = event.value.partition(_WORD)[0]
    is_key = bool(frames) and frames[-1].at is None
    others = frozenset(frames[-1].seen) if frames else frozenset[str]()
    path = tuple(frame.at for frame in frames if frame.at is not None)
    return Cursor(path, "key" if is_key else "value", before, event.style in {None, ""}, begins=False, others=others)


def _blamed(error: MarkedYAMLError) -> int:
    """Return the line, from 1, that an error is about: where a text or a flow began, or where a block broke."""
    begun = error.context_mark if (error.context or "").startswith(("while scanning", "while parsing a flow")) else None
    mark = begun or error.problem_mark
    return 1 if mark is None else mark.line + 1


def _closing(text: str, error: MarkedYAMLError, frames: list[_Frame]) -> str:
    mark = error.context_mark
    if mark is not None and (error.context or "").startswith("while scanning a quoted scalar"):
        return text[mark.index : mark.index + 1]
    at_end = error.problem_mark is not None and error.problem_mark.index >= text.rindex(_WORD)
    return "".join(frame.closing for frame in reversed(frames)) if at_end else ""
