"""Quoting for the formats that are text. Each function gives back `Escaped`, the only text that a template takes.

A NUL fits nowhere; `check` has refused it before.
"""

import re
from typing import Final

_CONTROL: Final = re.compile(r"[\x01-\x1f\x7f]")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_./@:,+=*~% -]*")


class Escaped(str):
    """Text that stands in an emitted file as it is."""

    __slots__ = ()


def plain(text: str) -> Escaped:
    """Pass text that needs no quoting in any of the formats; a ValueError for any other."""
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{text!r} needs quoting")
    return Escaped(text)


def systemd_word(text: str) -> Escaped:
    r"""Quote one argument of `ExecStart=`: C escapes, `%` and `$` doubled (systemd.service(5), COMMAND LINES)."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return Escaped(f'"{_CONTROL.sub(_hexadecimal, quoted)}"')


def systemd_text(text: str) -> Escaped:
    """Write a setting's free text on one line: specifiers doubled, line breaks and control characters as blanks."""
    return Escaped(_CONTROL.sub(" ", text).replace("%", "%%").rstrip("\\"))


def nginx_word(text: str) -> Escaped:
    r"""Quote one parameter of nginx, which reads `\"`, `\\`, `\t`, `\r` and `\n` in double quotes.

    Other control characters stand for themselves. nginx cannot escape `$` where it takes variables: only values that
    it takes literally (a location's prefix, a server's name) may come here.
    """
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\r", "\\r")
    return Escaped('"' + quoted.replace("\n", "\\n") + '"')


def haproxy_word(text: str) -> Escaped:
    r"""Quote one argument of HAProxy: double quotes, `\`, `"` and `$` escaped, control characters as `\xHH`."""
    quoted = re.sub(r'([\\"$])', r"\\\1", text)
    return Escaped(f'"{_CONTROL.sub(_hexadecimal, quoted)}"')


def _hexadecimal(match: re.Match[str]) -> str:
    return f"\\x{ord(match[0]):02x}"
