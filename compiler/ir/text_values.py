"""Durations, sizes and text as they stand in the readable form of a plan."""

import json
import re
from typing import Final, get_args

from .expression.render import render
from .expression.syntax import Expression
from .values import Secret, Text

SECONDS: Final = frozenset(
    {
        "timeout",
        "duration",
        "monitor",
        "keep_old",
        "drain_timeout",
        "health_check_timeout",
        "health_check_interval",
        "interval",
        "start_period",
        "initial_delay",
        "max_delay",
        "max_total",
        "retention",
        "max_age",
        "grace_period",
    }
)
BYTES: Final = frozenset({"memory", "disk"})

_WORD: Final = re.compile(r"[\w./@:$*?!+%=<>~^&|;()\[\]{}#-]+(?: [\w./@:$*?!+%=<>~^&|;()\[\]{}#-]+)*")
_RESERVED: Final = frozenset({"none", "yes", "no", "map", "list"})
_EXPRESSION: Final = get_args(Expression)
_UNITS: Final = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def duration(seconds: int) -> str:
    """Return seconds in the language's own form: `90m` is `1h30m`, nothing is `0s`."""
    if seconds <= 0:
        return f"{seconds}s"
    shown = ""
    for unit, length in _UNITS:
        count, seconds = divmod(seconds, length)
        shown += f"{count}{unit}" if count else ""
    return shown


def size(count: int) -> str:
    """Return bytes in the largest binary unit that divides them: `512MiB`."""
    for unit, length in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count and count % length == 0:
            return f"{count // length}{unit}"
    return f"{count}B"


def is_expression(value: object) -> bool:
    """Tell whether a value is an expression's tree."""
    return isinstance(value, _EXPRESSION)


def quoted(text: str, *, always: bool = False) -> str:
    """Return text as it is where it cannot be mistaken for anything else, else as a JSON string."""
    if not always and _WORD.fullmatch(text) and text not in _RESERVED:
        return text
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\x85", "\\u0085")


def shown_text(text: Text) -> str:
    """Return text with its holes as the language writes them; a constant is quoted as `quoted` does."""
    if text.constant is not None:
        return quoted(text.constant, always="${" in text.constant)
    return "".join(_part(part) for part in text.parts)


def _part(part: str | Secret | Expression) -> str:
    if isinstance(part, str):
        return json.dumps(part, ensure_ascii=False)[1:-1].replace("${", "$${")
    return f"${{secrets.{part.name}}}" if isinstance(part, Secret) else f"${{{{ {render(part)} }}}}"
