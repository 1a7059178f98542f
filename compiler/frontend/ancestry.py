"""Which jobs each job waits for, directly or not."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping

from ..ir.graph import reachability
from .document import Document, JobDeclaration
from .tree import Mapping, Scalar

Edges = AbstractMapping[str, tuple[str, ...]]
"""Each job of the file to the existing jobs that it names, in the order of the file."""


class Ancestry:
    """The jobs of a file as a graph; what is reachable is computed when first asked for. A cycle does no harm.

    `broken` are the jobs that name something which does not exist: what they wait for is not known.
    """

    __slots__ = ("_places", "_reached", "broken", "edges")

    def __init__(self, edges: Edges, broken: Iterable[str] = ()) -> None:
        self.edges = edges
        self.broken = frozenset(broken)
        self._reached: dict[str, int] | None = None
        self._places = {name: place for place, name in enumerate(edges)}

    def reached(self) -> dict[str, int]:
        """Return each job to a bit set of those it waits for; bit N is the Nth job of the file."""
        if self._reached is None:
            try:
                self._reached = reachability(self.edges)
            except ValueError:  # a cycle: each search stops at what it has seen
                self._reached = {name: self.bits(self._search(name)) for name in self.edges}
        return self._reached

    def _search(self, start: str) -> set[str]:
        found: set[str] = set()
        row = [start]
        while row:
            for other in self.edges.get(row.pop(), ()):
                if other not in found and other in self.edges:
                    found.add(other)
                    row.append(other)
        return found - {start}

    def bits(self, names: Iterable[str]) -> int:
        """Return a bit set of jobs of the file."""
        found = 0
        for name in names:
            found |= 1 << self._places[name]
        return found

    def reaches(self, name: str, other: str) -> bool:
        """Tell whether `name` waits for `other`."""
        if name not in self.edges or other not in self.edges:
            return False
        if other in self.edges[name]:
            return name != other
        return bool(self.reached()[name] >> self._places[other] & 1)

    def may_reach(self, name: str, other: str) -> bool:
        """Tell whether `name` waits for `other`, or may do so once a name that was reported is repaired."""
        return self.reaches(name, other) or self.is_broken(name)

    def is_broken(self, name: str) -> bool:
        """Tell whether a job, or one that it waits for, names something that does not exist."""
        if not self.broken or name not in self.edges:
            return False
        return name in self.broken or bool(self.reached()[name] & self.bits(self.broken))

    def of(self, name: str) -> tuple[str, ...]:
        """Return all jobs that `name` waits for, in the order of the file."""
        reached = self.reached().get(name, 0)
        return tuple(other for place, other in enumerate(self.edges) if reached >> place & 1)


def job_ancestry(document: Document) -> Ancestry:
    """Return the graph of existing jobs that jobs wait for by `depends_on` or `inputs`, before any is checked."""
    jobs = document.jobs
    edges: dict[str, tuple[str, ...]] = {}
    broken = []
    for name, job in jobs.items():
        wanted = tuple(dict.fromkeys(_declared(job)))
        edges[name] = tuple(other for other in wanted if other in jobs and other != name)
        if job.vague or len(edges[name]) < len(wanted):
            broken.append(name)
    return Ancestry(edges, broken)


def _declared(job: JobDeclaration) -> Iterator[str]:
    for name in job.depends_on:
        yield name.text
    for node in job.inputs:
        reference = node.get("artifact") if isinstance(node, Mapping) else node
        if isinstance(reference, Scalar):
            yield reference.text.partition(".")[0]
