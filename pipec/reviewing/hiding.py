"""Lines of files as more people may read them than the file: without what should not have been written there."""

import re
from typing import Final

from compiler.review.meaning.concealing import HIDDEN, concealed, sensitive

_SETTING: Final = re.compile(
    r"""(?P<name>["']?\b(?P<key>[A-Za-z_][\w.-]*)["']?\s*[:=]\s*)(?P<value>"[^"]*"|'[^']*'|[^\s,"'{}\[\]$|>&*#][^\s,"'{}\[\]]*)"""
)
_REFERENCES: Final = frozenset({"secret", "secrets"})
"""Keys of the language whose values are names."""

_NAMING: Final = re.compile(r"(?<![\w-])(secrets?)(?=[\"']?\s*:)")


def hide(key: str, text: str) -> str:
    """Return the value of a key, or a line where it has none: a reference stays, a credential does not."""
    if not key:
        return hide_line(text)
    if text and sensitive(key) and key not in _REFERENCES and not text.startswith(("$", "{{", "/")):
        return HIDDEN
    return concealed(text)


def hide_line(line: str) -> str:
    """Return a line of a pipeline or of an emitted file, with `***` for what a telling name is set to."""
    guarded = _NAMING.sub(lambda found: f"{found[1][0]}\0{found[1][1:]}", _SETTING.sub(_hidden, line))
    return concealed(guarded).replace("\0", "")


def _hidden(found: re.Match[str]) -> str:
    held = found["value"].strip("\"'")
    known = held.startswith(("$", "{{", "/", "***")) or held in {"", "true", "false", "null"} or held.isdecimal()
    if known or found["key"] in _REFERENCES or not sensitive(found["key"]):
        return found[0]
    return f"{found['name']}{HIDDEN}"
