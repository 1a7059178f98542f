"""Lines of files as more people may read them than the file: without what should not have been written there."""

import re
from collections.abc import Callable
from typing import Final

from compiler.review.meaning.concealing import HIDDEN, concealed, sensitive

_SETTING: Final = re.compile(
    r"""(?P<name>["']?\b(?P<key>[A-Za-z_][\w.-]*)["']?\s*[:=]\s*)(?P<value>"[^"]*"|'[^']*'|[^\s,"'{}\[\]$|>&*#][^\s,"'{}\[\]]*)"""
)
_REFERENCES: Final = frozenset({"secret", "secrets"})
"""Keys of the language whose values are names."""

_NAMING: Final = re.compile(r"(?<![\w-])(secrets?)(?=[\"']?\s*:)")

_DEFAULT: Final = re.compile(
    r"""(?P<name>(?P<key>[A-Za-z_][\w.-]*)["']?\s*:\s*\{[^{}]*?\bdefault["']?\s*:\s*)(?P<value>"[^"]*"|'[^']*'|[^\s,"'{}\[\]$][^\s,"'{}]*)"""
)
"""A parameter with its default in one line."""

_REST: Final = re.compile(r"""(?<=:[ ])\*{3}[ ](?!\#)[^,"'{}\[\]\n]+""")
"""What stands behind the first word of a value that was hidden: `Bearer TOKEN`, several words without quotes."""

_PARENT: Final = re.compile(
    r"""\s*(?:-\s+)?["']?(?P<key>[A-Za-z_][\w.-]*)["']?\s*:\s*(?P<block>[|>][+-]?\d?)?\s*(?:\#.*)?$"""
)
_BELOW: Final = re.compile(r"(?P<name>\s*default\s*:\s*)\S.*")


def hide_of(line: Callable[[int], str], number: int) -> str:
    """Return a line of a file by its number from 1, without what the key above it says is a credential."""
    text = line(number)
    parent = _PARENT.match(_above(line, number))
    if parent is None or not sensitive(parent["key"]) or parent["key"] in _REFERENCES or not text.strip():
        return hide_line(text)
    if parent["block"]:
        return f"{text[: _indent(text)]}{HIDDEN}"
    return _BELOW.sub(lambda found: f"{found['name']}{HIDDEN}", hide_line(text))


def _above(line: Callable[[int], str], number: int) -> str:
    """Return the nearest line above that is indented less; empty for none."""
    wanted = _indent(line(number))
    for place in range(number - 1, 0, -1):
        text = line(place)
        if text.strip() and _indent(text) < wanted:
            return text
    return ""


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def hide(key: str, text: str) -> str:
    """Return the value of a key, or a line where it has none: a reference stays, a credential does not."""
    if not key:
        return hide_line(text)
    if text and sensitive(key) and key not in _REFERENCES and not text.startswith(("$", "{{", "/")):
        return HIDDEN
    return concealed(text)


def hide_line(line: str) -> str:
    """Return a line of a pipeline or of an emitted file, with `***` for what a telling name is set to."""
    guarded = _NAMING.sub(
        lambda found: f"{found[1][0]}\0{found[1][1:]}",
        _REST.sub(HIDDEN, _DEFAULT.sub(_hidden, _SETTING.sub(_hidden, line))),
    )
    return concealed(guarded).replace("\0", "")


def _hidden(found: re.Match[str]) -> str:
    held = found["value"].strip("\"'")
    known = held.startswith(("$", "{{", "/", "***")) or held in {"", "true", "false", "null"} or held.isdecimal()
    if known or found["key"] in _REFERENCES or not sensitive(found["key"]):
        return found[0]
    return f"{found['name']}{HIDDEN}"
