"""A baseline: the findings that a repository knows of and lives with, so that only new ones are shown.

A finding is recognized by its file, its code and the text of its line, not by the line's number: it stays known when
lines above it come and go, and is new again when its own line changes. How many of one kind a file has is counted.
"""

# ruff: noqa: PTH105, PTH108, PTH120, PTH123 - pathlib costs 2 ms at start-up

import os
import re
from typing import Any, Final, NamedTuple

from compiler.diagnostics import Diagnostic, Span
from compiler.frontend.settings import FIRST_FREE
from compiler.source import Source

from ..selection import SHOWN_INPUT

VERSION: Final = 1
_CONFIGURATION: Final = "PC79"
_LONGEST: Final = 100
_KEPT: Final = 60
_MOST: Final = 1_000_000

Counts = dict[tuple[str, str], int]
"""How many findings of a kind a file has, by its path from the baseline's folder and the kind."""


class Baseline(NamedTuple):
    """A baseline's absolute path and what stands in it; `problem` where it cannot be used, and then it is empty."""

    path: str
    counts: Counts
    problem: Diagnostic | None = None
    source: Source | None = None


def kind_of(diagnostic: Diagnostic, source: Source | None) -> str:
    """Return what a finding is recognized by in its file: the code and the text of the line where it begins."""
    if source is None:
        return diagnostic.code
    line = source.line(source.position(diagnostic.span.start).line)
    text = " ".join(line.split())
    if len(text) > _LONGEST or not text.isprintable():
        import hashlib

        digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16]
        text = f"{''.join(char for char in text[:_KEPT] if char.isprintable())}… {digest}"
    return f"{diagnostic.code} {text}".rstrip()


def can_be_known(diagnostic: Diagnostic) -> bool:
    """Tell whether a finding may stand in a baseline: no error of reading or of the configuration, in a file."""
    code, path = diagnostic.code, diagnostic.span.path
    return code >= FIRST_FREE and not code.startswith(_CONFIGURATION) and bool(path) and path != SHOWN_INPUT


def path_in(baseline: str, path: str) -> str:
    """Return how the file at an absolute path is called in a baseline."""
    name = os.path.relpath(path, os.path.dirname(baseline)).replace(os.sep, "/")
    return os.fsencode(name).decode(errors="replace")


def read_baseline(path: str, name: str) -> Baseline:
    """Read the baseline at `path`, called `name` in diagnostics."""
    from compiler.frontend.files import read_source

    source = read_source(path, name)
    if isinstance(source, Diagnostic):
        return Baseline(path, {}, source)
    counts = _parse(source)
    if isinstance(counts, Diagnostic):
        return Baseline(path, {}, counts, source)
    return Baseline(path, counts, None, source)


def _parse(source: Source) -> Counts | Diagnostic:
    import json

    from compiler.frontend.rules import malformed_baseline as rule

    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        return _no_json(source, error.pos)
    except (RecursionError, ValueError):  # too deep, or an integer of more digits than the interpreter reads
        return rule.malformed_baseline(_start(source), "the baseline is not JSON that can be read")
    if not isinstance(data, dict) or "version" not in data or not isinstance(data.get("files"), dict):
        return rule.malformed_baseline(_start(source), "the baseline has no `version` and `files`")
    if isinstance(data["version"], bool) or not isinstance(data["version"], int):
        return rule.malformed_baseline(_place(source, "version"), "the format of the baseline is no integer")
    if data["version"] != VERSION:
        return rule.newer_version(_place(source, "version"), data["version"])
    return _counts(source, data["files"])


def _counts(source: Source, files: dict[str, Any]) -> Counts | Diagnostic:
    from compiler.frontend.rules import malformed_baseline as rule

    counts: Counts = {}
    for path, kinds in files.items():
        if not isinstance(kinds, dict):
            return rule.entry(_place(source, path), f"of the file `{path}` there is no map from findings to counts")
        for kind, count in kinds.items():
            if isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= _MOST:
                return rule.entry(_place(source, kind), f"`{kind}` has no count of at least 1")
            if not re.match(r"PC\d{3}(?: |$)", kind):
                return rule.entry(_place(source, kind), f"`{kind}` does not begin with a code")
            if kind < FIRST_FREE or kind.startswith(_CONFIGURATION):
                return rule.entry(_place(source, kind), f"`{kind[:5]}` is an error of reading, which always counts")
            counts[path, kind] = count
    return counts


def _no_json(source: Source, at: int) -> Diagnostic:
    from compiler.frontend.rules import malformed_baseline as rule

    marker = re.search(r"^(<<<<<<<|=======|>>>>>>>).*$", source.text, re.MULTILINE)
    if marker:
        return rule.conflict(Span(source.path, *marker.span()))
    at = min(at, len(source.text))
    return rule.malformed_baseline(Span(source.path, at, min(at + 1, len(source.text))), "the baseline is not JSON")


def _start(source: Source) -> Span:
    start = len(source.text) - len(source.text.lstrip())
    return Span(source.path, start, min(start + 1, len(source.text)))


def _place(source: Source, key: str) -> Span:
    """Return where a key stands, as it is written there; the beginning where it is written in another way."""
    import json

    for name in (json.dumps(key, ensure_ascii=False), json.dumps(key)):
        start = source.text.find(name)
        if start >= 0:
            return Span(source.path, start, start + len(name))
    return _start(source)


def write_baseline(path: str, counts: Counts) -> None:
    """Write a baseline whole or not at all; an OSError where that cannot be."""
    import json

    files: dict[str, dict[str, int]] = {}
    for (file, kind), count in sorted(counts.items()):
        files.setdefault(file, {})[kind] = count
    text = json.dumps({"version": VERSION, "files": files}, ensure_ascii=False, indent=2) + "\n"
    partial = f"{path}.{os.getpid()}.tmp"
    try:
        with open(partial, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.replace(partial, path)
    finally:
        if os.path.lexists(partial):
            os.unlink(partial)
