"""`pipec lint --fix` and `--diff`: repairs of many pipelines, each file once, however many include it."""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import Request

from .fixing import Look, repair, with_texts
from .rewriting import ChangedMeanwhileError, rewrite
from .selection import Unreadable

Read = Callable[[str], Request | Unreadable]


class Change(NamedTuple):
    """A file that repairs change: where it is, its text before and after."""

    path: str
    before: str
    after: str


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


def _remembering(look: Look, originals: dict[str, str]) -> Look:
    """Return `look`, noting the text that each file had when it was first seen."""

    def looking(request: Request):  # noqa: ANN202
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


def unified(changes: Iterable[Change], shown: Mapping[str, str]) -> str:
    """Return the changes as a unified diff, under the names that `shown` gives to the paths."""
    from difflib import unified_diff

    lines: list[str] = []
    for path, before, after in changes:
        name = shown.get(path) or os.path.relpath(path)
        difference = unified_diff(_lines(before), _lines(after), name, name)
        lines += (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in difference)
    return "".join(lines)


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)
