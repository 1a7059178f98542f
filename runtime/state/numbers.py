"""The numbers of a pipeline's runs: 1, 2, 3, …, each given once."""

from pathlib import Path

from .changes.runs import KeepNumber
from .journal import apply_changes


def take_number(directory: Path, pipeline: str) -> int:
    """Return the number of the next run of a pipeline, which no other run will have."""
    taken: list[int] = []
    apply_changes(directory, "pipec", KeepNumber(pipeline, taken))
    return taken[0]
