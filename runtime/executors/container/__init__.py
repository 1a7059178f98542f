"""Runs steps in containers: Docker or Podman, through the Docker API.

One container per try of a step, one bridge network per attempt of a job, services beside it. Everything carries labels
(`labels`), so that what a dead runtime left is found. Containers are never adopted by another runtime: their output
would have a gap, because the engine keeps none of it (see `settings`); `sweep` ends them and the step starts again.
"""

from pathlib import Path

from ..base import Executor

__all__ = ["create"]


def create(state_directory: Path) -> Executor:
    """Return the executor of this state directory; no engine is asked before `open`."""
    from .executor import ContainerExecutor

    return ContainerExecutor(state_directory)
