"""The older side of a drawing with changes: a pipeline as a revision or another file has it."""

# ruff: noqa: PTH100, PTH113, PTH118, PTH119, PTH120 - paths are text everywhere else

import os
from collections.abc import Mapping
from typing import NamedTuple

import click

from compiler.driver import settle
from compiler.frontend.parameters import Given

from ..places import Shown, renamed
from ..planning import Planned, plan_file
from ..selection import STANDARD_INPUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..sides.objects import Objects
    from ..sides.revision import Revision


class Both(NamedTuple):
    """Both sides, planned alike. `before` is None where the base has no such pipeline."""

    before: Planned | None
    after: Planned


def plan_both(base: str, path: str, given: Mapping[str, Given]) -> Both:
    """Plan the file and what it was; a usage error for a base that is neither a revision nor a file.

    Images get their digests from the locks where both sides have all that is needed.
    """
    for pinned in (True, False):
        before = _before(base, path, given, pinned=pinned)
        found = Both(before, plan_file(path, given, pinned=pinned))
        if all(each is None or _sound(each) for each in found):
            break
    return found


def _sound(planned: Planned) -> bool:
    return planned.plan is not None and not any(item.severity == "error" for item in planned.diagnostics)


def shown_before(base: str, planned: Planned) -> Shown:
    """Return the findings of the older side, its files named as git names them: `HEAD:pipeline.yaml`."""
    if os.path.isfile(base):
        return planned.shown()
    found = settle(planned.diagnostics, planned.sources, compiled=True, emitted=False)
    names = {name: f"{base}:{name}" for name in (*planned.sources, *(item.span.path for item in found)) if name}
    return Shown(renamed(found, names), {names.get(name, name): each for name, each in planned.sources.items()})


def _before(base: str, path: str, given: Mapping[str, Given], *, pinned: bool) -> Planned | None:
    from ..sides.git import GitError
    from ..sides.objects import Objects
    from ..sides.repository import find_place, find_tree
    from ..sides.revision import Revision

    objects = Objects()
    try:
        if os.path.isfile(base):
            _refuse_both(base, objects)
            return plan_file(base, given, pinned=pinned)
        top = find_place().top
        tree = Revision(objects, find_tree(objects, base), base)
        return _planned(tree, _rooted(path, top), given, pinned=pinned)
    except GitError as error:
        raise click.UsageError(f"`--diff {base}`: {_said(error.message)}") from None
    finally:
        objects.close()


def _said(message: str) -> str:
    """Return what git cannot do, with the advice that holds for one base."""
    from ..sides.repository import FOR_TWO_SIDES

    without, gone = FOR_TWO_SIDES
    return message.replace(without, " BASE can be a file, too.").replace(gone, "")


def _refuse_both(base: str, objects: "Objects") -> None:
    from ..sides.git import GitError

    try:
        found = objects.find(base)
    except GitError:  # no repository, so no revision
        return
    if found is not None:
        raise click.UsageError(f"`--diff {base}` is both a revision and a file. `--diff ./{base}` is the file.")


def _planned(tree: "Revision", path: str, given: Mapping[str, Given], *, pinned: bool) -> Planned | None:
    from ..sides.needed import needed, read_includes
    from ..sides.room import Room, rooms

    made_of = needed(tree, path, read_includes)
    if path not in made_of.files:
        return None
    with rooms() as folder:
        room = Room(f"{folder}/before")
        room.put(made_of.snapshot)
        return plan_file(room.place(path), given, pinned=pinned)


def _rooted(path: str, top: str) -> str:
    """Return the path from the repository's root; a usage error where it leads out."""
    if path == STANDARD_INPUT:
        raise click.UsageError("Standard input has no earlier state in git; give a file to `--diff`.")
    where = os.path.abspath(path)
    where = os.path.join(os.path.realpath(os.path.dirname(where)), os.path.basename(where))
    rooted = os.path.relpath(where, os.path.realpath(top))
    if rooted.startswith("../") or not top:
        raise click.UsageError(f"`{path}` is outside of the repository that we stand in; change to its own.")
    return rooted
