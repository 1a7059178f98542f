"""The executors there are, by the word of `--executor`; each is imported when it is asked for."""

from collections.abc import Callable
from pathlib import Path

from .base import Executor

Factory = Callable[[Path], Executor]
"""Makes an executor from the absolute path of the state directory."""


def _process(state_directory: Path) -> Executor:
    from .process import create

    return create(state_directory)


def _container(state_directory: Path) -> Executor:
    from .container import create

    return create(state_directory)


def _nomad(state_directory: Path) -> Executor:
    from .nomad import create

    return create(state_directory)


EXECUTORS: dict[str, Factory] = {"process": _process, "container": _container, "nomad": _nomad}
"""The first is the default."""
