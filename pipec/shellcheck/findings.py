"""What shellcheck says, read from its JSON (`--format json1`: lines and columns from 1, a tab is one column)."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class Replacement(NamedTuple):
    """A range of the script and what shellcheck would write there."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


class Finding(NamedTuple):
    """A comment of shellcheck; places are (line, column), the end is exclusive."""

    start: tuple[int, int]
    end: tuple[int, int]
    level: str
    code: int
    message: str
    replacements: tuple[Replacement, ...] = ()


class Garbage(Exception):  # noqa: N818 - what was read, not what went wrong
    """What was answered is not what shellcheck answers."""


def read_findings(data: bytes, files: Mapping[str, int]) -> dict[int, list[Finding]]:
    """Return the findings by the number that `files` gives each file's name; raises `Garbage`."""
    try:
        found: dict[int, list[Finding]] = {}
        for comment in json.loads(data)["comments"]:
            found.setdefault(files[comment["file"]], []).append(_finding(comment))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Garbage from error
    return found


def _finding(comment: Mapping[str, Any]) -> Finding:
    fix = comment.get("fix")
    return Finding(
        *_range(comment),
        str(comment["level"]),
        int(comment["code"]),
        str(comment["message"]),
        tuple(Replacement(*_range(item), str(item["replacement"])) for item in fix["replacements"]) if fix else (),
    )


def _range(item: Mapping[str, Any]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (int(item["line"]), int(item["column"])), (int(item["endLine"]), int(item["endColumn"]))
