"""Steps as processes of this machine: no daemon, no image; nothing of a step outlives it."""

from pathlib import Path

from .executor import ProcessExecutor

__all__ = ["ProcessExecutor", "create"]


def create(state_directory: Path) -> ProcessExecutor:
    """Return the executor for runs whose workspaces are below `state_directory`."""
    return ProcessExecutor(state_directory)
