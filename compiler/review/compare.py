"""The changes from one plan to another."""

from collections.abc import Iterable, Mapping

from ..ir.plan import Plan
from .changes import Change, Key, Path
from .differ import Differ
from .edits import Edit
from .folding import fold
from .inner import rename_inside
from .moves import Pairing
from .normal import normal
from .origins import Origins
from .renames import find_renames, rename_top
from .structure import restructure, structure_edits


def compare(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Return all that differs between two plans; applied to the old one it gives the new one.

    First what has another name, then what came and went with all that follows from it, then each field of the rest: so
    each stage has only to say what the ones before it do not explain.
    """
    old, new = normal(before), normal(after)
    renames = find_renames(old, new)
    inside = rename_inside(rename_top(old, renames), new)
    structure = list(structure_edits(inside.plan, new))
    fields = list(Differ(inside.pairs).record(restructure(inside.plan, structure), new))
    edits = [*renames, *inside.edits, *structure, *fields]
    return fold(edits, Origins(before, _former_keys(edits, inside.pairs)), Origins(after)) if edits else ()


def _former_keys(edits: Iterable[Edit], pairs: Mapping[Path, Pairing]) -> dict[Path, Key]:
    """Return the keys that renamed and renumbered items had, by their path with the new key."""
    found: dict[Path, Key] = {edit.path: edit.before for edit in edits if edit.kind == "renamed"}
    for path, (same, former, keys) in pairs.items():
        found.update({(*path, keys[new]): former[old] for old, new in same})
    return found
