"""The emitted files of two sides compared: by structure, scripts line by line, each with what caused it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from compiler.bundle_files import MARKER, SUMS, Files
from compiler.diagnostics.terminal import visible
from compiler.emission import PLAN, SOURCE_MAP
from compiler.ir.plan import Plan
from compiler.source import Source

from .artifact_changes import FileChange, Hunk, PipelineArtifacts
from .causes import Causes, causes_of
from .hiding import hide, hide_line
from .structures import Piece, compare_data, hunks_of

FOLLOWING: Final = (PLAN, SOURCE_MAP, SUMS, MARKER)
"""Files that say the plan, or where other files come from: what changes in them is told elsewhere."""

NO_SOURCES: Final[Mapping[str, Source]] = {}
BY_DIGEST: Final = "only the digest of the plan, which follows"
_DIGEST: Final = re.compile(r"/pipec_plan$|^/x-pipec/(?:plan|digest)$|^/plan$")
"""The plan's digest in a job, a Compose file or a manifest, and the file's own: they differ with every change."""

_COLORS: Final = {"+": "32", "-": "31", "@": "36"}


class Side(NamedTuple):
    """The files of one side, and the pipeline that they come from as far as it is at hand."""

    files: Files
    sources: Mapping[str, Source] = NO_SOURCES
    plan: Plan | None = None


def compare_files(before: Side, after: Side) -> tuple[FileChange, ...]:
    """Return how the files of one bundle differ from those of another, sorted by path."""
    sides = causes_of(*before), causes_of(*after)
    paths = sorted((before.files.keys() | after.files.keys()).difference(FOLLOWING))
    found = (compare_file(path, before.files.get(path), after.files.get(path), sides) for path in paths)
    return tuple(change for change in found if change is not None)


def following(before: Files, after: Files) -> tuple[str, ...]:
    """Return the files that differ because others do."""
    found = [path for path in FOLLOWING if path != SUMS and before.get(path) != after.get(path)]
    return (*found, SUMS) if before and after and dict(before) != dict(after) else tuple(found)


def compare_file(
    path: str, before: tuple[bytes, int] | None, after: tuple[bytes, int] | None, sides: tuple[Causes, Causes]
) -> FileChange | None:
    """Return how one file differs, None where it does not; None for a side on which it is not."""
    if before is None or after is None:
        data, _ = after or before or (b"", 0)
        sign, kind = ("+", "added") if before is None else ("-", "removed")
        whole = _whole(path, sign, data, sides[before is None])
        return FileChange(path, "added" if kind == "added" else "removed", *whole)
    if before[0] == after[0]:
        return (
            None if before[1] == after[1] else FileChange(path, "changed", (), f"mode {before[1]:o}, now {after[1]:o}")
        )
    try:
        texts = before[0].decode(), after[0].decode()
    except UnicodeDecodeError:
        return FileChange(path, "changed", (), f"no text: {len(before[0])} bytes, now {len(after[0])}")
    hunks = tuple(_hunks(path, *texts, sides))
    if not hunks:
        return FileChange(path, "changed", (), "the same data, written otherwise")
    telling = tuple(hunk for hunk in hunks if not _DIGEST.search(hunk.where))
    return FileChange(path, "changed", telling, "" if telling else BY_DIGEST)


def _whole(path: str, sign: str, data: bytes, causes: Causes) -> tuple[tuple[Hunk, ...], str]:
    """Return a file that is on one side alone, line by line."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return (), f"no text: {len(data)} bytes"
    lines = tuple(f"{sign}{hide('', line)}" for line in text.split("\n")[: -1 if text.endswith("\n") else None])
    return (Hunk("", lines, causes.of(path, "")),), ""


def _hunks(path: str, before: str, after: str, sides: tuple[Causes, Causes]) -> Iterator[Hunk]:
    parsed = _parsed(path, before), _parsed(path, after)
    if parsed[0] is None or parsed[1] is None:
        for start, lines in hunks_of(before, after):
            told = tuple(line[0] + hide_line(line[1:]) for line in lines)
            yield Hunk(f"/{start}", told, sides[1].of(path, f"/{_first_changed(start, lines)}", lines))
        return
    for piece in compare_data(parsed[0][0], parsed[1][0], hide):
        yield Hunk(piece.after or piece.before or "", piece.lines, _cause(path, piece, sides))


def _cause(path: str, piece: Piece, sides: tuple[Causes, Causes]) -> Any:
    if piece.after is not None:
        return sides[1].of(path, piece.after, piece.lines)
    return sides[0].of(path, piece.before or "", piece.lines)


def _first_changed(start: int, lines: Sequence[str]) -> int:
    """Return the line on the new side at which something changed."""
    for at, line in enumerate(lines):
        if not line.startswith(" "):
            return start + at
    return start


def _parsed(path: str, text: str) -> tuple[Any] | None:
    """Return the data of a file in JSON or YAML; None for other texts, and where it has no structure to walk."""
    try:
        if path.endswith(".json"):
            data = json.loads(text)
        elif path.endswith((".yaml", ".yml")):
            import yaml

            data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
        else:
            return None
    except (ValueError, RecursionError, ArithmeticError):
        return None
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "yaml":
            raise
        return None
    return (data,) if isinstance(data, dict | list) else None


def render_artifacts(found: Sequence[PipelineArtifacts], *, color: bool = False) -> str:
    """Return the differences as text, painted where `color`; nothing where there is none."""
    lines: list[str] = []
    for each in found:
        lines += ["", f"files of {visible(each.path)}: {visible(each.summary)}"]
        for file in each.files:
            lines += ["", f"{file.kind}: {visible(file.path)}", *(painted(line, color=color) for line in file.text())]
    return "".join(f"{line}\n" for line in lines)


def painted(line: str, *, color: bool) -> str:
    """Return a line as a terminal shows it, which nothing in the line has a say in."""
    text = "\t".join(map(visible, line.split("\t")))
    code = _COLORS.get(line[:1]) if color else None
    return f"\x1b[{code}m{text}\x1b[0m" if code else text


def artifacts_data(found: Sequence[PipelineArtifacts]) -> list[dict[str, Any]]:
    """Return the differences as data for JSON."""
    return [
        {
            "pipeline": each.path,
            "problem": each.problem or None,
            "follow": list(each.follow),
            "files": [_data(file) for file in each.files],
        }
        for each in found
    ]


def _data(file: FileChange) -> dict[str, Any]:
    hunks = [
        {
            "where": hunk.where,
            "lines": list(hunk.lines),
            "cause": None if hunk.cause is None else {"path": hunk.cause.path, "line": hunk.cause.line},
        }
        for hunk in file.hunks
    ]
    return {"path": file.path, "kind": file.kind, "note": file.note or None, "hunks": hunks}
