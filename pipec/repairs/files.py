"""`pipec lint --fix` and `--diff`: repairs of many pipelines, each file once, however many include it."""

# ruff: noqa: PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import Request

from ..control.controls import Controls
from ..diffs import Change
from ..linting import Result, find
from ..rewriting import ChangedMeanwhileError, rewrite
from ..selection import Unreadable
from .rounds import Look, View, repair, with_texts

Read = Callable[[str], Request | Unreadable]


class Repairs(NamedTuple):
    """What repairing came to: the files that change, and the diagnostics that were repaired."""

    changes: tuple[Change, ...]
    made: tuple[Diagnostic, ...]


def repair_paths(paths: Iterable[str], read: Read, look: Look, *, unsafe: bool) -> Repairs:
    """Repair the pipelines at `paths` one after the other, in memory; what one changes the next one sees."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    made: list[Diagnostic] = []
    for path in paths:
        request = read(path)
        if isinstance(request, Unreadable):
            continue
        request = with_texts(request, after)
        originals: dict[str, str] = {}
        repaired = repair(request, _remembering(look, originals), unsafe=unsafe)
        made += repaired.made
        for place, text in repaired.texts.items():
            before.setdefault(place, originals[place])
            after[place] = text
    changes = (Change(place, before[place], text) for place, text in after.items() if text != before[place])
    return Repairs(tuple(changes), tuple(made))


def has_repair(result: Result, *, unsafe: bool) -> bool:
    """Tell whether something in a result can be repaired."""
    return any(item.fix is not None and (item.fix.safe or unsafe) for item in result.diagnostics)


def looker(controls: Controls, *, unsafe: bool, shellcheck: bool | None) -> Look:
    """Return what looks at a pipeline as the command does: what is not shown is not repaired either.

    The repairs that shellcheck proposes are never safe: it is asked for the others only.
    """

    def look(request: Request) -> View:
        control = controls.at(os.path.dirname(request.path), request.root)
        found, sources = find(request, control, shellcheck=shellcheck if unsafe else False)
        return View(control.apply(found, sources), sources)

    return look


def _remembering(look: Look, originals: dict[str, str]) -> Look:
    """Return `look`, noting the text that each file had when it was first seen."""

    def looking(request: Request) -> View:
        view = look(request)
        for path, source in view.sources.items():
            place = request.path if path == request.source.path else os.path.join(request.root, path)
            originals.setdefault(place, source.text)
        return view

    return looking


def write_changes(changes: Iterable[Change]) -> Iterator[tuple[Change, str]]:
    """Write each file; yield those that could not be written, with the reason."""
    for change in changes:
        try:
            rewrite(change.path, change.before, change.after)
        except ChangedMeanwhileError:
            yield change, "it was changed by somebody else meanwhile"
        except OSError as error:
            yield change, (error.strerror or str(error)).lower()
