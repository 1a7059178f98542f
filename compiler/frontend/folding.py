"""One root cause, one diagnostic: what lacks the same thing is told once, where it is met first in the file.

Who reports something missing says what is missing, its `Cause`: the job `build`, the variable `HOST`. The references
that break with it become labels of the first one, and its fix repairs all of them or is none.
"""

from collections.abc import Collection, Iterable
from typing import Final

from ..diagnostics import Diagnostic, Fix, Label, Span

Cause = tuple[str, ...]
"""What is missing: its kind, where it is missing when that matters, and its name; without a name, all of that kind."""

DECLARED: Final = frozenset({"job", "component", "environment", "parameter", "variable", "wait"})
"""Kinds of causes that a part of the pipeline which could not be read may well define."""

MOST_LABELS: Final = 24
"""So many further places are shown; the last label counts the others."""

_VALUE: Final = "value"
_RANK: Final = {"error": 0, "warning": 1, "hint": 2}


def cause_of(kind: str, name: str, known: Collection[object] | None, *where: str) -> Cause:
    """Return the cause of a missing name; where nothing of its kind is `known`, all names are missing at once."""
    return (kind, *where, name) if known else (kind, *where)


def cause_of_value(origin: tuple[Label, ...]) -> Cause:
    """Return the cause of a wrong value that comes from a definition: the first of those it is made of."""
    return cause_at(origin[0].span) if origin else ()


def cause_at(definition: Span) -> Cause:
    """Return the cause of what is wrong since a value at a definition is."""
    return (_VALUE, definition.path, str(definition.start))


def fold(found: tuple[Diagnostic, ...], causes: Collection[tuple[int, Cause]]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics with one for each cause; `causes` has the place of each that has one in `found`.

    Hints fold into an error of the same cause, never into each other: each says something about its own script.
    """
    changed: dict[int, Diagnostic | None] = {}
    values = {index for index, cause in causes if cause[0] == _VALUE}
    for places in _groups(causes):
        ordered = sorted(places, key=lambda index: (_RANK[found[index].severity], found[index].span))
        if len(ordered) > 1 and found[ordered[0]].severity == "error":
            changed.update(dict.fromkeys(ordered))
            changed[ordered[0]] = _folded([found[index] for index in ordered], said=ordered[0] in values)
    rows = (changed.get(index, item) for index, item in enumerate(found))
    return tuple(item for item in rows if item is not None)


def _groups(causes: Iterable[tuple[int, Cause]]) -> Iterable[list[int]]:
    """Return the diagnostics that belong together."""
    groups: dict[Cause, list[int]] = {}
    waits: list[tuple[int, Cause]] = []
    for index, cause in causes:
        if cause[0] == "wait":
            waits.append((index, cause))
        else:
            groups.setdefault(cause, []).append(index)
    return [*groups.values(), *_unwaited(waits)]


def _unwaited(waits: list[tuple[int, Cause]]) -> Iterable[list[int]]:
    """Return the groups of what jobs read of jobs that they do not wait for.

    A job is told with all that it does not wait for, and with all that do not wait for the same: where one edge of the
    graph is gone, names of several jobs are.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for index, (_, job, name) in waits:
        row = groups.setdefault(("waiting", job), [])
        other = groups.setdefault(("awaited", name), row)
        if other is not row:
            row.extend(other)
            groups.update({key: row for key, known in groups.items() if known is other})
        row.append(index)
    return {id(row): row for row in groups.values()}.values()


def _folded(group: list[Diagnostic], *, said: bool) -> Diagnostic:
    """Return the first of a group with labels at the others, which repeat what they say where that is `said`."""
    first, *others = group
    same = (label for item in group if item.span == first.span for label in item.related)
    first = first._replace(related=tuple(dict.fromkeys(same)))
    taken = {first.span, *(label.span for label in first.related)}
    texts: dict[Span, str] = {}
    for item in sorted(others, key=lambda each: each.span):
        texts.setdefault(item.span, item.message if said else "and here")
    labels = [Label(span, text) for span, text in texts.items() if span not in taken]
    if len(labels) > MOST_LABELS:
        count = len(labels) - MOST_LABELS
        labels = [
            *labels[: MOST_LABELS - 1],
            labels[MOST_LABELS - 1]._replace(text=f"and here, and {count} times more"),
        ]
    return first._replace(related=(*first.related, *labels), fix=_fix(group))


def _fix(group: list[Diagnostic]) -> Fix | None:
    """Return the fix of all: one that repaired some of the places would leave the mistake."""
    fixes = [item.fix for item in group if item.severity == "error"]
    made = [fix for fix in fixes if fix is not None]
    if len(made) < len(fixes) or len({fix.title for fix in made}) > 1:
        return None
    edits = tuple(dict.fromkeys(edit for fix in made for edit in fix.edits))
    return made[0]._replace(safe=all(fix.safe for fix in made), edits=edits)
