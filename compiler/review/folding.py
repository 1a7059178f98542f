"""Many edits of plans as the few changes of the file that they come from."""

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from ..diagnostics import NOWHERE, Span
from ..ir.job import Dependency, Input, Job
from ..ir.release import Component
from .changes import Change, Path
from .edits import Edit
from .origins import Origins

Group = list["Located"]


class Located(NamedTuple):
    """An edit, where the files say it before and after, what kind of place it is at, and in which job of the file."""

    edit: Edit
    origins: tuple[Span, Span]
    place: Hashable
    job: str = ""


def fold(edits: Iterable[Edit], before: Origins, after: Origins) -> tuple[Change, ...]:
    """Return edits as changes: the same done in several places is one, in the order of the first place.

    What one place of the file says is one change, though its values differ from instance to instance; so is what comes
    and goes together, and what is the very same in several jobs, steps or environments.
    """
    located = [_located(edit, before, after) for edit in edits]
    groups = _together([[each] for each in located], _of_one_place)
    return tuple(_change(group) for group in _together(groups, _of_one_value))


def _together(groups: Iterable[Group], kinship: Callable[[Group], Hashable]) -> list[Group]:
    found: dict[Hashable, Group] = {}
    for group in groups:
        found.setdefault(kinship(group), []).extend(group)
    return list(found.values())


def _of_one_place(group: Group) -> Hashable:
    """Return what edits of one place of the file have in common."""
    edit, origins, place, job = group[0]
    if isinstance(edit.before or edit.after, Job | Component) or len(edit.path) == len(("jobs", "ID")):
        return edit.kind, place, edit.names
    if edit.path[0] != "jobs":
        return edit.kind, place, edit.place, _value(edit)
    if isinstance(edit.before or edit.after, Dependency | Input):
        return edit.kind, place, job  # one edge of the file, or one input, comes from each instance of another job
    known = origins if origins != (NOWHERE, NOWHERE) else edit.path
    return edit.kind, place, known, edit.place, edit.names


def _of_one_value(group: Group) -> Hashable:
    """Return what edits of one value have in common; a group of several values is alone."""
    edit, _, place, _ = group[0]
    values = {_value(each.edit) for each in group}
    if len(values) > 1 or edit.path[0] != "jobs" or len(edit.path) == len(("jobs", "ID")):
        return id(group)
    return edit.kind, place, values.pop(), edit.place, edit.names


def _value(edit: Edit) -> str:
    return repr((edit.before, edit.after))


def _is_component(path: Path) -> bool:
    return path[0] == "components" or (
        len(path) > len(("environments", "NAME", "components")) and path[2] == "components"
    )


def _located(edit: Edit, before: Origins, after: Origins) -> Located:
    path = edit.path
    origins = (
        NOWHERE if edit.kind == "added" else before.at(path, known=edit.kind == "removed"),
        NOWHERE if edit.kind == "removed" else after.at(path),
    )
    owner = after.jobs.get(str(path[1])) if path[0] == "jobs" else None
    return Located(edit, origins, _place(edit, before, after), "" if owner is None else owner.name)


def _place(edit: Edit, before: Origins, after: Origins) -> Hashable:
    """Return a path without the keys of jobs, steps and services, and without that of the environment."""
    path = edit.path
    if path[0] == "jobs":
        job = edit.after if edit.kind == "added" else edit.before
        if len(path) == len(("jobs", "ID")):
            return job.name if isinstance(job, Job) else edit.names
        return _in_job(path, before, after)
    if not _is_component(path):
        return path
    inner = path[1:] if path[0] == "components" else path[3:]
    return ("components", *inner)


def _in_job(path: Path, before: Origins, after: Origins) -> Hashable:
    """Return a place in a job; of what it takes from the instances of another, that job's name stands for all."""
    field, inner = path[2], path[3:]
    if field in {"steps", "services"} and len(inner) > 1:
        return (field, *inner[1:])
    if field in {"depends_on", "inputs"}:
        name = str(inner[0]).partition(".")
        job = after.jobs.get(name[0]) or before.jobs.get(name[0])
        return (field, name[0] if job is None else job.name, name[2], *inner[1:])
    return path[2:]


def _change(group: Group) -> Change:
    first = group[0].edit
    values = tuple((each.edit.before, each.edit.after) for each in group)
    same = len({_value(each.edit) for each in group}) == 1
    return Change(
        first.kind,
        tuple(each.edit.path for each in group),
        first.before,
        first.after,
        tuple(each.origins for each in group),
        () if same else values,
        first.names,
        first.place,
    )
