"""Fixes applied to texts: each whole or not at all, none over another."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from .diagnostic import Edit, Fix


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with `edits` made, all given in offsets of `text`; the same edit given twice is made once.

    Raises ValueError if two of them change the same characters, or one stands outside the text.
    """
    ordered = _ordered(edits)
    if any(_collide(before, after) for before, after in pairwise(ordered)):
        raise ValueError("edits overlap")
    if ordered and (ordered[0].span.start < 0 or ordered[-1].span.end > len(text)):
        raise ValueError("an edit stands outside the text")
    parts: list[str] = []
    at = 0
    for edit in ordered:
        parts += (text[at : edit.span.start], edit.replacement)
        at = edit.span.end
    return "".join([*parts, text[at:]])


def apply_fixes(texts: Mapping[str, str], fixes: Iterable[Fix]) -> tuple[dict[str, str], tuple[Fix, ...]]:
    """Return the texts that change, by path, and the fixes that were made.

    A fix is left out if one before it changes the same characters, or if it edits a file that `texts` does not
    have; reading the result again finds what is left to fix.
    """
    accepted: dict[str, list[Edit]] = {}
    made: list[Fix] = []
    for fix in fixes:
        by_path: dict[str, list[Edit]] = {}
        for edit in fix.edits:
            by_path.setdefault(edit.span.path, []).append(edit)
        if fix.edits and all(path in texts and _fits(accepted.get(path, []), new) for path, new in by_path.items()):
            made.append(fix)
            for path, new in by_path.items():
                accepted.setdefault(path, []).extend(new)
    return {path: apply_edits(texts[path], edits) for path, edits in accepted.items()}, tuple(made)


def _fits(accepted: list[Edit], new: list[Edit]) -> bool:
    return not any(_collide(before, after) for before, after in pairwise(_ordered([*accepted, *new])))


def _ordered(edits: Iterable[Edit]) -> list[Edit]:
    return sorted(set(edits), key=lambda edit: (edit.span.start, edit.span.end, edit.replacement))


def _collide(before: Edit, after: Edit) -> bool:
    """Return whether two edits in order change the same characters, or insert at the same place."""
    return after.span.start < before.span.end or after.span == before.span
