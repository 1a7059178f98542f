"""Templates read back: what this backend's own templates say, for comparing them with the plan."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import lru_cache
from json import loads
from typing import Any

from .templates import Action, Piece, Value

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def file_value(template: dict[str, Any]) -> Value:
    """Return a file's content: constant texts, joined, and what is computed between them."""
    pieces: list[Piece] = []
    for piece in _pieces(template):
        text = _constant(piece) if isinstance(piece, Action) else piece
        if text is None and isinstance(piece, Action):
            pieces[-1:] = _joined(pieces[-1:], piece)
        elif text:
            pieces[-1:] = _joined(pieces[-1:], text)
    return tuple(pieces)


def _joined(last: list[Piece], piece: Piece) -> list[Piece]:
    """Join a piece to the last one where both are of one kind."""
    if last and isinstance(last[0], str) and isinstance(piece, str):
        return [last[0] + piece]
    if last and isinstance(last[0], Action) and isinstance(piece, Action):
        return [Action(last[0].raw + piece.raw, ())]
    return [*last, piece]


def variables(template: dict[str, Any]) -> Mapping[str, Value]:
    """Return the variables of an environment template by name."""
    return _variables(template["EmbeddedTmpl"], template["LeftDelim"], template["RightDelim"])


@lru_cache(maxsize=16)
def _variables(text: str, left: str, right: str) -> Mapping[str, Value]:
    """Return the variables of a text; that of tasks without secrets comes again and again."""
    found: dict[str, Value] = {}
    action = re.compile(f"(?:{re.escape(left)}.*?{re.escape(right)})+", re.DOTALL)
    for line in text.split("\n")[:-1]:
        name, _, rest = line.partition("=")
        found[name] = tuple(_line(rest, action, left, right))
    return found


def _line(rest: str, action: re.Pattern[str], left: str, right: str) -> Iterator[Piece]:
    at = 0
    while at < len(rest):
        match = _STRING.match(rest, at)
        if match:
            yield loads(match[0])
        else:
            match = action.match(rest, at)
            if match is None:
                raise ValueError(f"`{rest[at : at + 20]}` is neither text nor an action")
            yield _action(match[0], left, right)
        at = match.end()


def _pieces(template: dict[str, Any]) -> Iterator[Piece]:
    text, left, right = template["EmbeddedTmpl"], template["LeftDelim"], template["RightDelim"]
    at = 0
    while (start := text.find(left, at)) >= 0:
        if start > at:
            yield text[at:start]
        end = text.index(right, start) + len(right)
        yield _action(text[start:end], left, right)
        at = end
    if at < len(text):
        yield text[at:]


def _action(text: str, left: str, right: str) -> Action:
    return Action(tuple(part.removeprefix(left) for part in text.split(right)[:-1]), ())


def _constant(action: Action) -> str | None:
    if len(action.raw) != 1:
        return None
    only = action.raw[0]
    if only == "/* empty */":
        return ""
    if only.startswith('base64Decode "'):
        return b64decode(only[len('base64Decode "') : -1]).decode()
    return loads(only) if _STRING.fullmatch(only) else None
