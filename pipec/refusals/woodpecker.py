"""What `woodpecker-cli lint` says of workflows; its server says the same in the pipeline's errors."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from .nodes import along, at, mentioned
from .statements import Statement, one_line

_FILE = re.compile(r"\S+ (\S+\.ya?ml) has \d+ (?:errors?|warnings?)")
_REMARK = re.compile(r"\s+(?:❌|⚠️|⚠)\s+(?:([^\t]+)\t)?(.+)")
_EXTRA = re.compile(r"Additional property (\S+) is not allowed")
_LINE = re.compile(r'"error":"(?:ERRORS: )?((?:go-)?yaml[^"]*?(?:line |at L)(\d+)[^"]*)"')


def read(text: str) -> Iterator[Statement]:
    """Yield all that Woodpecker said in a text."""
    file = ""
    for line in text.splitlines():
        if named := _FILE.match(line):
            file = named[1]
        elif remark := _REMARK.match(line):
            field, message = remark[1] or "", remark[2]
            told = message if not field or field in message else f"{field}: {message}"
            yield Statement(
                "woodpecker", one_line(told), file, locate=partial(_locate, field=field.strip(), message=message)
            )
        elif broken := _LINE.search(line):
            yield Statement("woodpecker", one_line(broken[1]), file, int(broken[2]))


def _locate(data: Any, *, field: str, message: str) -> str:
    if field in {"", "(root)"}:
        return mentioned(data, "", re.sub(_EXTRA, r"`\1`", message))
    pointer = along(data, _numbered(data, field))
    if extra := _EXTRA.search(message):
        return f"{pointer}/{extra[1]}" if at(data, f"{pointer}/{extra[1]}") is not None else pointer
    return pointer


def _numbered(data: Any, field: str) -> str:
    """Return a field with the place of a step instead of its name, which may have dots."""
    kind, _, rest = field.partition(".")
    for index, step in enumerate(at(data, f"/{kind}") or () if kind in {"steps", "services", "clone"} else ()):
        name = step.get("name") if isinstance(step, dict) else None
        if name and (rest == name or rest.startswith(f"{name}.")):
            return f"{kind}.{index}{rest[len(name) :]}"
    return field
