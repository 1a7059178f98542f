"""Text of a step, safe for a terminal: it may colour its own line, and nothing else."""

import re
from typing import Final

RESET: Final = "\x1b[0m"

_COLOR: Final = r"\x1b\[[0-9;:]*m"
_SEQUENCE: Final = (
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # moves, erasures, modes
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, links, the clipboard
    r"|\x1b[PX^_][^\x1b]*\x1b\\"  # strings for the terminal's devices and programs
    r"|\x1b[ -/]+[0-~]|\x1b[0-OQ-WYZ\\`-~]"  # character sets, resets
)
_HIDDEN: Final = (
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
_OBEYED: Final = re.compile(f"(?P<color>{_COLOR})|(?P<sequence>{_SEQUENCE})|(?P<hidden>{_HIDDEN})")


def safe_text(text: str, *, color: bool) -> str:
    """Return a line that a terminal only shows.

    Colours and styles stay where `color` is wanted, and end with the line. Other escape sequences are dropped. Control
    characters, marks that turn the direction of text and invisible ones are shown as signs: `␈`, `<U+202E>`; so is the
    escape that begins a sequence without end, which hides nothing that follows. Tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _OBEYED.sub(lambda found: _shown(found, color=color), text)
    return shown + RESET if color and "\x1b" in shown and not shown.endswith(RESET) else shown


def _shown(found: re.Match[str], *, color: bool) -> str:
    if found["color"]:
        return found[0] if color else ""
    return _sign(ord(found[0])) if found["hidden"] else ""


def _sign(number: int) -> str:
    if number < 0x20:
        return chr(0x2400 + number)
    return "\u2421" if number == 0x7F else f"<U+{number:04X}>"
