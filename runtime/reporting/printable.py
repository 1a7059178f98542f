"""Text from anywhere, safe for a terminal and on one line."""

import re
from typing import Final

_SAFE: Final = re.compile("[ -~]*")
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return text with each character that a terminal would obey or hide replaced by a sign for it."""
    return text if _SAFE.fullmatch(text) else _HIDDEN.sub(lambda found: _sign(ord(found[0])), text)


def _sign(number: int) -> str:
    if number == 9:
        return "    "
    if number < 0x20:
        return chr(0x2400 + number)
    return "\u2421" if number == 0x7F else f"<U+{number:04X}>"
