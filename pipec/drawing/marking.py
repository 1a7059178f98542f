"""From what changed between two plans to the marks of a drawing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from compiler.diagnostics.terminal import visible
from compiler.ir.analysis import critical_path, plan_graph, timeouts
from compiler.ir.graph import Edge
from compiler.ir.plan import Plan
from compiler.review.changes import Change, Key
from compiler.review.statement import Review

from .facts import Facts, gather
from .marks import SIGNS, Mark, MarkKind, Marks, gone
from .words import clock

_TIMES: Final = frozenset({"timeout", "max_delay", "initial_delay", "max_total", "retention"})
_LONGEST: Final = 40


def drawn(review: Review, base: str) -> tuple[Facts, Marks]:
    """Return what is drawn of a review, also of a pipeline that is on one side alone."""
    after = review.after or Plan("" if review.before is None else review.before.name, ())
    return gather(after, {}), marks_of(review.before or Plan(after.name, ()), after, review.changes, base)


def marks_between(before: Plan | None, after: Plan, base: str) -> Marks:
    """Compare two plans and return the marks; all is new where there is no plan before."""
    from compiler.review.compare import compare

    if before is None:
        return marks_of(Plan(after.name, ()), after, (), base)
    return marks_of(before, after, compare(before, after), base)


def marks_of(before: Plan, after: Plan, changes: Iterable[Change], base: str) -> Marks:
    """Return the marks of a drawing of `after`. `changes` lead from `before` to it."""
    changes = tuple(changes)
    renamed = _renamed(changes)
    names = _names(before, after, renamed)
    old = plan_graph(before)
    graph = plan_graph(after)
    was = {(names[name], names[other]): "removed" for name, others in old.items() for other in others if other in names}
    edges: dict[Edge, MarkKind] = {pair: "removed" for pair in was if pair[1] not in graph.get(pair[0], ())}
    if before.jobs:
        edges |= {
            (name, other): "added" for name, others in graph.items() for other in others if (name, other) not in was
        }
    return Marks(
        base,
        _jobs(before, after, changes, renamed),
        edges,
        tuple(job for job in before.jobs if names[job.id] == gone(job.id)),
        critical_path(plan_graph(before), timeouts(before)) if before.jobs else None,
    )


def _renamed(changes: Iterable[Change]) -> dict[str, str]:
    """Return the new ids of jobs that have another name, by the old."""
    return {
        str(old): str(new)
        for change in changes
        if change.kind == "renamed"
        for path, old, new in change.places
        if len(path) == 2 and path[0] == "jobs"
    }


def _names(before: Plan, after: Plan, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return for each job that was there how it is named in the drawing."""
    now = {job.id for job in after.jobs}
    taken = set(renamed.values())
    found = {}
    for job in before.jobs:
        name = renamed.get(job.id, job.id)
        stays = name in now and (job.id in renamed or name not in taken)
        found[job.id] = name if stays else gone(job.id)
    return found


def _jobs(before: Plan, after: Plan, changes: Iterable[Change], renamed: Mapping[str, str]) -> dict[str, Mark]:
    former = {new: old for old, new in renamed.items()}
    known = {job.id for job in before.jobs}.difference(renamed)
    notes: dict[str, list[str]] = {}
    for name, _, note in sorted(_notes(after, changes), key=lambda found: found[1]):
        notes.setdefault(name, []).append(note)
    marks = {}
    for job in after.jobs:
        told = tuple(dict.fromkeys(notes.get(job.id, ())))
        if job.id in former:
            marks[job.id] = Mark("renamed", former[job.id], told)
        elif job.id not in known:
            marks[job.id] = Mark("added")
        elif told:
            marks[job.id] = Mark("changed", "", told)
    return marks


def _notes(after: Plan, changes: Iterable[Change]) -> Iterator[tuple[str, int, str]]:
    """Yield a job's id, how deep in it something changed, and what; also in the environment that it deploys to."""
    deploys: dict[str, list[str]] = {}
    for job in after.jobs:
        if job.deploy is not None:
            deploys.setdefault(job.deploy.environment, []).append(job.id)
    for change in changes:
        for path, old, new in change.places:
            if len(path) > 2 and path[0] == "jobs":
                yield str(path[1]), len(path), _note(change, path[2:], old, new)
            elif len(path) > 1 and path[0] == "environments":
                for name in deploys.get(str(path[1]), ()):
                    yield name, len(path), _note(change, (f"environment {path[1]}", *path[2:]), old, new)


def _note(change: Change, path: tuple[Key, ...], old: object, new: object) -> str:
    """Return in one line what changed: where, and the values where those are short."""
    where = visible(" ".join(map(str, path)))
    if change.kind != "changed":
        return f"{'~' if change.kind == 'moved' else SIGNS[change.kind]} {where}"
    told = [_value(path[-1], value) for value in (old, new)]
    return f"{where}: {told[0]} → {told[1]}" if all(told) else where


def _value(field: Key, value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "none"}[value]
    if isinstance(value, int) and field in _TIMES:
        return clock(value)
    shown = visible(str(value)) if isinstance(value, int | float | str) else ""
    return shown if len(shown) <= _LONGEST else ""
