"""Which jobs each job waits for, directly or not."""

from collections.abc import Iterable
from collections.abc import Mapping as AbstractMapping

from ..ir.graph import reachability
from .document import Document, JobDeclaration
from .tree import Mapping, Scalar

Edges = AbstractMapping[str, tuple[str, ...]]
"""Each job of the file to the existing jobs that it names, in the order of the file."""


class Ancestry:
    """The jobs of a file as a graph; what is reachable is computed when first asked for. A cycle does no harm."""

    __slots__ = ("_places", "_reached", "edges")

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
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

    def of(self, name: str) -> tuple[str, ...]:
        """Return all jobs that `name` waits for, in the order of the file."""
        reached = self.reached().get(name, 0)
        return tuple(other for place, other in enumerate(self.edges) if reached >> place & 1)


def dependency_edges(document: Document) -> dict[str, tuple[str, ...]]:
    """Return each job with the existing jobs that it waits for by `depends_on` or `inputs`, before any is checked."""
    jobs = document.jobs
    return {name: _declared(job, jobs) for name, job in jobs.items()}


def _declared(job: JobDeclaration, jobs: AbstractMapping[str, JobDeclaration]) -> tuple[str, ...]:
    names = [name.text for name in job.depends_on]
    for node in job.inputs:
        reference = node.get("artifact") if isinstance(node, Mapping) else node
        if isinstance(reference, Scalar):
            names.append(reference.text.partition(".")[0])
    own = job.name.text
    return tuple(dict.fromkeys(name for name in names if name in jobs and name != own))
