"""From two sides to what is reviewed: only what differs is planned."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from compiler.driver import settle
from compiler.ir.plan import Plan
from compiler.review.statement import Review

from ..planning import Planned
from ..reviewing.reviewed import NO_SOURCES, Problem, Reviewed, ReviewedFile
from ..selection import SHOWN_INPUT
from .narrowing import Narrow
from .needed import Includes
from .pairing import Pair, join
from .planner import Planner
from .repository import WORKING_TREE
from .revision import Revision

PLAIN: Final = frozenset({WORKING_TREE, SHOWN_INPUT})
"""The sides whose files have the names that they have anyway."""


class Sides(NamedTuple):
    """Both sides and the pipelines that are looked at.

    `renames` lets what is gone on one side and new on the other be one pipeline.
    """

    before: Planner
    after: Planner
    pairs: list[Pair]
    renames: bool = True


def compare_sides(sides: Sides, includes: Includes, narrow: Narrow) -> Reviewed:
    """Return the review of everything that is not the same on both sides."""
    pairs = [pair for pair in sides.pairs if not _is_same(sides, pair, includes)]
    same = len(sides.pairs) - len(pairs)
    if sides.renames:
        pairs = _with_renames(sides, pairs, includes, narrow)
    files = [_reviewed(sides, pair, includes, narrow) for pair in pairs]
    if narrow.environment and not any(file.problems for file in files):
        narrow.check(_plans(sides, files, includes))
    kept = tuple(file for file in files if file.status != "same" or file.problems or narrow.anew)
    trees = sides.before.tree, sides.after.tree
    commits = tuple(tree.commit if isinstance(tree, Revision) else "" for tree in trees)
    left = same + len(files) - len(kept)
    return Reviewed(trees[0].label, trees[1].label, kept, left, (commits[0], commits[1]))


def _plans(sides: Sides, files: Iterable[ReviewedFile], includes: Includes) -> Iterator[Plan | None]:
    """Yield the plans of both sides, first those that are there already."""
    yield from (each.plan for file in files for each in (file.before, file.after) if each is not None)
    for pair in sides.pairs:
        if pair.after:
            yield sides.after.plan(pair.after, includes).plan


def _is_same(sides: Sides, pair: Pair, includes: Includes) -> bool:
    if pair.before is None or pair.before != pair.after:
        return False
    before, after = sides.before.made_of(pair.before, includes), sides.after.made_of(pair.before, includes)
    return pair.before in after.files and before.snapshot == after.snapshot


def _with_renames(sides: Sides, pairs: list[Pair], includes: Includes, narrow: Narrow) -> list[Pair]:
    if all(pair.before for pair in pairs) or all(pair.after for pair in pairs):
        return pairs

    def content(planner: Planner, path: str) -> bytes | None:
        entry = planner.made_of(path, includes).files.get(path)
        return None if entry is None else entry.data

    def name(planner: Planner, path: str) -> str | None:
        plan = planner.plan(path, includes, anew=narrow.anew).plan
        return None if plan is None else plan.name

    pairs = join(pairs, lambda path: content(sides.before, path), lambda path: content(sides.after, path))
    return join(pairs, lambda path: name(sides.before, path), lambda path: name(sides.after, path))


def _reviewed(sides: Sides, pair: Pair, includes: Includes, narrow: Narrow) -> ReviewedFile:
    before = sides.before.plan(pair.before, includes, anew=narrow.anew) if pair.before else None
    after = sides.after.plan(pair.after, includes, anew=narrow.anew) if pair.after else None
    if pair.before and after and after.plan and before and not before.plan:
        before = sides.before.with_declared(pair.before)
    elif pair.after and before and before.plan and after and not after.plan:
        after = sides.after.with_declared(pair.after)
    renamed = pair.before if pair.before and pair.after and pair.before != pair.after else ""
    labels = (sides.before.tree.label, sides.after.tree.label)
    file = ReviewedFile(pair.path, old_path=renamed, before=before, after=after)
    return review_file(file, labels, narrow)


def review_file(file: ReviewedFile, labels: tuple[str, str], narrow: Narrow) -> ReviewedFile:
    """Return the file with its review, or with what stands in the way of one."""
    problems = tuple(_problems(zip(labels, (file.before, file.after), strict=True)))
    before, after = file.before, file.after
    file = file._replace(
        problems=problems,
        sources_before=before.sources if before else NO_SOURCES,
        sources_after=after.sources if after else NO_SOURCES,
    )
    if problems:
        return file
    old, new = narrow.plans(before and before.plan, after and after.plan)
    if old is None or new is None or before is None or after is None:
        from compiler.review.meaning import review

        return file._replace(review=review(old, new))
    # What the file is called is no part of what it means.
    return file._replace(review=_review(old._replace(source=new.source), new, (before, after)))


def _review(old: Plan, new: Plan, sides: tuple[Planned, Planned]) -> Review:
    """Return the review of two plans, each change at the lines of its very field."""
    from compiler.review.compare import compare

    changes = compare(old, new)
    if not changes:
        return Review(old, new)
    from compiler.review.meaning import review
    from compiler.review.origins import refine

    from .finding import Finder

    return review(old, new, refine(changes, Finder(sides[0]), Finder(sides[1])))


def _problems(sides: Iterator[tuple[str, Planned | None]]) -> Iterator[Problem]:
    for label, planned in sides:
        if planned is not None and planned.plan is None:
            found = settle(planned.diagnostics, planned.sources, compiled=True)
            errors = tuple(item for item in found if item.severity == "error")
            yield Problem(label, errors, planned.sources, "" if label in PLAIN else f"{label}:")
