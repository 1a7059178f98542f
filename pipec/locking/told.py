"""What `pipec lock` says: for people a line for each image that changes, for programs everything."""

import os
import sys
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.diagnostics.render_json import to_json
from compiler.source import Source

from ..diffs import Change, print_diff
from ..output import counted, print_diagnostics, print_json
from ..streams import warn, write
from .rows import Row
from .work import Outcome

FORMAT_VERSION: Final = 1
_SIGNS: Final = {"added": "+", "updated": "~", "removed": "-", "written": ">"}
_ORDER: Final = ("added", "updated", "written", "removed", "kept")


class Show(NamedTuple):
    """What was asked for, and how it is told."""

    what: Literal["check", "diff", "save"]
    format: str
    color: str
    quiet: bool


class Teller:
    """Says each line once: fifty images of a registry that has to rest are told as one."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def __call__(self, line: str) -> None:
        """Print a line on standard error."""
        if line not in self._told:
            self._told.add(line)
            warn(f"pipec: {line}")


def print_outcome(outcome: Outcome, show: Show, *, written: bool) -> None:
    """Print what was found to standard error, and what became of the lock to standard output."""
    diagnostics, sources = outcome.planned.shown()
    if show.format == "json":
        print_json(json_of(outcome, diagnostics, sources, written=written))
        return
    print_diagnostics(diagnostics, sources, color=show.color, quiet=show.quiet, stream=sys.stderr)
    if outcome.failed:
        return
    if show.what == "diff":
        lock = [Change(outcome.lock, outcome.before or "", outcome.after or "")] if outcome.lock_changes else []
        print_diff([*outcome.changes, *lock], {}, color=show.color)
    elif not show.quiet:
        (print_checked if show.what == "check" else print_text)(outcome)


def print_text(outcome: Outcome) -> None:
    """Print the images that changed, and how many there are of each kind."""
    for row in outcome.rows:
        if row.status in _SIGNS:
            write(f"{_SIGNS[row.status]} {row.reference}{_behind(row)}\n")
    for name in outcome.unclear:
        write(f"unused entries are kept: what `{name}` needs cannot be told\n")
    write(f"{_place(outcome)}: {_summary(outcome)}\n")


def print_checked(outcome: Outcome) -> None:
    """Print that nothing is wrong."""
    count = len(outcome.rows)
    asked = ", and no tag has moved" if outcome.requests else ""
    write(f"{_place(outcome)}: {counted(count, 'image')} locked, nothing missing{asked}\n")


def json_of(
    outcome: Outcome, diagnostics: tuple[Diagnostic, ...], sources: Mapping[str, Source], *, written: bool
) -> dict[str, Any]:
    """Return the outcome as a JSON document; `written` tells whether the files were."""
    images = [
        {
            "reference": row.reference,
            "status": row.status,
            "digest": row.digest,
            "platforms": list(row.platforms),
            "previous": row.before or None,
        }
        for row in outcome.rows
    ]
    changed = [_shown(outcome.lock)] if outcome.lock_changes else []
    return {
        "version": FORMAT_VERSION,
        "lock": _place(outcome),
        "images": images,
        "changed": [*changed, *(_shown(change.path) for change in outcome.changes)],
        "written": written,
        "requests": outcome.requests,
        "diagnostics": to_json(diagnostics, sources)["diagnostics"],
    }


def _behind(row: Row) -> str:
    if row.status == "removed":
        return " (no pipeline here needs it)"
    told = f" {row.digest}"
    return f"{told} (was {row.before[:19]}…)" if row.before else told


def _summary(outcome: Outcome) -> str:
    counts = {status: sum(1 for row in outcome.rows if row.status == status) for status in _ORDER}
    changed = [f"{counts[status]:,} {_word(status)}" for status in _ORDER if counts[status] and status != "kept"]
    kept = [f"{counts['kept']:,} as before"] if counts["kept"] else []
    if not changed and not kept:
        return "no image needs it"
    return ", ".join((*changed, *kept))


def _word(status: str) -> str:
    return "written into the pipeline" if status == "written" else status


def _place(outcome: Outcome) -> str:
    return _shown(outcome.lock) if outcome.lock else ""


def _shown(path: str) -> str:
    try:
        return os.path.relpath(path)
    except OSError:  # we stand nowhere
        return path
