"""From the words of the command line to what is reviewed."""

# ruff: noqa: PTH112, PTH118 - pathlib costs 2 ms at start-up

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from compiler.frontend.parameters import Given

from ..reviewing.reviewed import Reviewed
from ..shellcheck.processes import termination
from .arguments import Asked, read_words
from .comparing import Sides, compare_sides
from .narrowing import Narrow
from .needed import read_includes
from .objects import Objects
from .opening import Opened, open_revisions, open_two
from .planner import Planner, Store
from .room import rooms


class How(NamedTuple):
    """What both sides are planned with, and what is said of them."""

    given: Mapping[str, Given]
    narrow: Narrow = Narrow()
    store: Store | None = None


@contextmanager
def reviewed(asked: Asked, how: How) -> Iterator[Reviewed]:
    """Give the review of what is asked; the files that it names stand on the disk meanwhile."""
    objects = Objects()
    try:
        question = read_words(asked, objects)
        bundles = question.two and _of_bundles(question.two, how)
        if bundles:
            yield bundles
            return
        opened = open_two(*question.two) if question.two else open_revisions(question, objects, staged=asked.staged)
        with termination(), rooms() as room:
            yield _of_trees(opened, room, how)
    finally:
        objects.close()


def _of_trees(opened: Opened, room: str, how: How) -> Reviewed:
    sides = Sides(
        Planner(opened.before, os.path.join(room, "before"), how.given, how.store),
        Planner(opened.after, os.path.join(room, "after"), how.given, how.store),
        opened.pairs,
        opened.renames,
    )
    return compare_sides(sides, how.store.includes if how.store else read_includes, how.narrow)


def _of_bundles(two: tuple[str, str], how: How) -> Reviewed | None:
    """Return the review of two folders that are bundles, or hold some; None where these are no such folders."""
    if not all(os.path.isdir(word) for word in two):
        return None
    from .bundles import compare_bundles, paired_bundles

    pairs = paired_bundles(*two)
    return compare_bundles(pairs, two, how.narrow) if pairs else None
