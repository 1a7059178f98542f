"""Dotenv files: `NAME=value` lines, values plain or in quotes. Nothing in them is expanded or run."""

import re
from pathlib import Path
from typing import Final

from ..errors import SecretError
from .files import read_text

_LINE: Final = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*", re.ASCII)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}
_DOUBLE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_SINGLE: Final = re.compile(r"'([^']*)'")
_REST: Final = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_EMPTY: Final = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")


def read_dotenv(path: Path) -> dict[str, str]:
    """Return the variables of a file; of those that stand there twice the last counts.

    Double quotes know a backslash before `n`, `r`, `t`, `$`, a quote or another backslash; both kinds of quotes may
    span lines. SecretError says which line is wrong, and never what stands in it.
    """
    text = read_text(path).replace("\r\n", "\n")
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        empty = _EMPTY.match(text, at)
        if empty is not None:
            at = max(empty.end(), at + 1)
            continue
        name, value, at = _assignment(path, text, at)
        found[name] = value
    return found


def _assignment(path: Path, text: str, at: int) -> tuple[str, str, int]:
    begun = _LINE.match(text, at)
    if begun is None:
        raise _wrong(path, text, at, "is no NAME=value")
    start = begun.end()
    quote = text[start : start + 1]
    if quote not in {'"', "'"}:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        return begun[1], re.split(r"[ \t]#", text[start:end], maxsplit=1)[0].strip(), end + 1
    quoted = (_DOUBLE if quote == '"' else _SINGLE).match(text, start)
    if quoted is None:
        raise _wrong(path, text, at, "opens quotes that nothing closes")
    rest = _REST.match(text, quoted.end())
    if rest is None:
        raise _wrong(path, text, at, "has something behind the closing quotes")
    value = re.sub(r"\\(.)", _escaped, quoted[1], flags=re.DOTALL) if quote == '"' else quoted[1]
    return begun[1], value, rest.end()


def _escaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[1], match[0])


def _wrong(path: Path, text: str, at: int, what: str) -> SecretError:
    line = text.count("\n", 0, at) + 1
    return SecretError(
        f"line {line} of {path} {what}", "write NAME=value, or NAME='value'", failure_class="configuration"
    )
