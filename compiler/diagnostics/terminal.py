"""How characters look in a terminal: how wide they are, and that no file makes the terminal do anything."""

import re
from typing import Final

TAB_WIDTH: Final = 4

_SAFE: Final = re.compile("[ -~]*")
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, line ends of other standards, marks that turn the direction of text, invisible ones, halves."""

_CODES: Final = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "hint": "\x1b[1;36m",
    "frame": "\x1b[1;34m",
    "strong": "\x1b[1m",
}
_RESET: Final = "\x1b[0m"


def paint(text: str, style: str, *, color: bool) -> str:
    """Return `text` in a style: a severity, `frame` or `strong`; as it is without `color`."""
    return f"{_CODES[style]}{text}{_RESET}" if color and text else text


def visible(text: str) -> str:
    """Return `text` with each character that a terminal would obey or hide replaced by a sign for it."""
    return text if _SAFE.fullmatch(text) else _HIDDEN.sub(lambda found: _sign(found[0]), text)


def cell(char: str) -> tuple[str, int]:
    """Return how one character of a file is shown, and how many columns that takes."""
    if " " <= char <= "~":
        return char, 1
    if char == "\t":
        return " " * TAB_WIDTH, TAB_WIDTH
    if _HIDDEN.match(char):
        sign = _sign(char)
        return sign, len(sign)
    return char, _width(char)


def _width(char: str) -> int:
    import unicodedata

    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _sign(char: str) -> str:
    number = ord(char)
    if number < 0x20:
        return chr(0x2400 + number)
    return "\u2421" if number == 0x7F else f"<U+{number:04X}>"
