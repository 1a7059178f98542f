"""The checked document: what a pipeline says with every name resolved and every value computed.

Only the check stage makes one. Jobs are the plan's own types but for what concerns other jobs: edges are still
between jobs of the file, and an instance has no id yet; lowering draws the graph.
"""

from typing import NamedTuple

from ..diagnostics import NOWHERE, Span
from ..ir.job import Ending, Job
from ..ir.plan import Concurrency, Parameter, Retention, Trigger
from ..ir.release import Component, Environment


class CheckedInput(NamedTuple):
    """An input as written: a job of the file and one of its artifacts."""

    job: str
    artifact: str
    path: str = "."
    optional: bool = False
    origin: Span = NOWHERE


class CheckedDependency(NamedTuple):
    """A dependency on a job of the file; `implied` when an input makes it."""

    job: str
    origin: Span
    implied: bool = False


class CheckedJob(NamedTuple):
    """A job of the file: `axes` are its matrix's, `instances` at least one, in the order of the combinations.

    It is `expanded` unless its matrix is not known, and the one instance stands for all.
    """

    name: str
    origin: Span
    depends_on: tuple[CheckedDependency, ...]
    runs_on: tuple[Ending, ...]
    axes: tuple[str, ...]
    instances: tuple[tuple[Job, tuple[CheckedInput, ...]], ...]
    expanded: bool = True

    def combinations(self) -> dict[frozenset[tuple[str, str]], int]:
        """Return the place of the instance that has each combination of the matrix' values."""
        places = enumerate(instance.matrix for instance, _ in self.instances)
        return {matrix.combination: place for place, matrix in places if matrix is not None}


def same_axes(job: CheckedJob, other: CheckedJob) -> bool:
    """Tell whether two jobs have a matrix of the same axes, in whatever order."""
    return bool(job.axes) and set(job.axes) == set(other.axes)


class CheckedDocument(NamedTuple):
    """A whole pipeline, ready to be lowered."""

    name: str
    description: str
    timeout: int
    params: tuple[Parameter, ...]
    triggers: tuple[Trigger, ...]
    concurrency: Concurrency | None
    retention: tuple[Retention, ...]
    jobs: tuple[CheckedJob, ...]
    components: tuple[Component, ...]
    environments: tuple[Environment, ...]
    source: str
    origin: Span
