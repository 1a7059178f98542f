"""Removes the workspaces of ended jobs beside the work: a file system takes as long for one as to start a program."""

import threading
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue

from ..executors.base import JobSpace
from .space import remove_space


class Remover:
    """A thread that begins with the first space. What it cannot remove is left to the end of the run."""

    def __init__(self) -> None:
        self._spaces: SimpleQueue[tuple[JobSpace, Sequence[Path]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def remove(self, space: JobSpace, files: Sequence[Path]) -> None:
        """Have a space removed at some time."""
        if self._thread is None:
            thread = threading.Thread(target=self._work, name="pipec-remover", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads are allowed: it is removed at the end of the run
                return
            self._thread = thread
        self._spaces.put((space, files))

    def close(self) -> None:
        """Wait until all is removed."""
        if self._thread is not None:
            self._spaces.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while (item := self._spaces.get()) is not None:
            try:
                remove_space(*item)
            except OSError:
                continue  # the run's folder is removed as a whole at its end, and tells what it could not
