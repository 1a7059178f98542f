"""The executor `nomad`: jobs as dispatches of the emitted parameterized jobs, on a cluster."""

from pathlib import Path

from ..whole import WholeExecutor


def create(state_directory: Path) -> WholeExecutor:
    """Return the executor for a state directory."""
    from .executor import NomadExecutor

    return NomadExecutor(state_directory)
