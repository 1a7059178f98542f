"""What a drawing says of changes: which jobs and edges came, went, changed or got another name."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from compiler.ir.analysis import CriticalPath
from compiler.ir.graph import Edge
from compiler.ir.job import Job

MarkKind = Literal["added", "removed", "changed", "renamed"]
KINDS: Final[tuple[MarkKind, ...]] = ("added", "removed", "changed", "renamed")
SIGNS: Final[Mapping[MarkKind, str]] = {"added": "+", "removed": "-", "changed": "~", "renamed": ">"}
"""One character for each, so that nothing is said by colour alone."""


class Mark(NamedTuple):
    """What became of a job: `was` is its former id where that is another, `notes` say what changed, a line each."""

    kind: MarkKind
    was: str = ""
    notes: tuple[str, ...] = ()


class Marks(NamedTuple):
    """The marks of a drawing. `base` is what the older side is called.

    `jobs` has the marks by id, without those that went: they are `removed`, drawn beside the others. `edges` are those
    that came or went, from a job to what it waits for; a job that went is named by its `gone`. `critical` is the
    critical path as it was.
    """

    base: str = ""
    jobs: Mapping[str, Mark] = {}
    edges: Mapping[Edge, MarkKind] = {}
    removed: tuple[Job, ...] = ()
    critical: CriticalPath | None = None

    @property
    def kinds(self) -> tuple[MarkKind, ...]:
        """The kinds that there are, for the legend."""
        found = {mark.kind for mark in self.jobs.values()} | set(self.edges.values())
        if self.removed:
            found.add("removed")
        return tuple(kind for kind in KINDS if kind in found)


def gone(identifier: str) -> str:
    """Return the name in `edges` of a job that went; a job that is there may have its id by now."""
    return f"removed:{identifier}"


def counts(marks: Marks) -> dict[MarkKind, int]:
    """Return how many jobs have which mark, without what none has."""
    found = dict.fromkeys(KINDS, 0)
    for mark in marks.jobs.values():
        found[mark.kind] += 1
    found["removed"] += len(marks.removed)
    return {kind: number for kind, number in found.items() if number}
