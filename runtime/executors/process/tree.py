"""All that one step started, wherever it went: who belongs to it."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress

from .census import Process, descendants, marked, processes
from .ending import send


class Tree:
    """The processes of one step, whose first has the id `root` and leads a session and a process group.

    It started at the tick `start` (see `census.now`) or later, and must not have been reaped, so that its id names no
    other group. `mark` is its `PIPEC_OUTPUT=…`. `confined` lists the members of its control group where it has one,
    which is exact.
    """

    def __init__(self, root: int, start: int, mark: bytes, confined: Callable[[], Iterable[int]] | None = None) -> None:
        self.root = root
        self.start = start
        self.mark = mark
        self._confines = confined
        self._known: dict[int, int] = {}  # by id, when it started

    @property
    def is_confined(self) -> bool:
        """Whether it has a control group."""
        return self._confines is not None

    def confined(self) -> Iterable[int]:
        """Return the members of its control group, none where it has none."""
        return self._confines() if self._confines is not None else ()

    def members(self, adopted: Iterable[int] | None) -> list[Process]:
        """Return who is alive of it.

        `adopted` are orphans that are known to be its own. None says that orphans are not given to this process, so
        that they are to be looked for among all processes.
        """
        everybody = processes()
        found = descendants(everybody, self._roots(everybody, adopted))
        found.discard(os.getpid())
        self._known = {pid: everybody[pid].start for pid in found}
        return [everybody[pid] for pid in found if everybody[pid].alive]

    def _roots(self, everybody: dict[int, Process], adopted: Iterable[int] | None) -> set[int]:
        root = self.root
        near = descendants(everybody, (os.getpid(),)) if adopted is not None else set(everybody)
        found = {each.pid for each in everybody.values() if root in (each.pid, each.session, each.group)}
        found |= {pid for pid, start in self._known.items() if pid in everybody and everybody[pid].start == start}
        found.update(adopted or (), self.confined())
        return found | marked(near - found, self.mark)

    def signal(self, number: int, members: Iterable[Process]) -> None:
        """Send a signal to the whole group at once and to each member that is not in it."""
        with suppress(ProcessLookupError, PermissionError):  # all of it has ended, or changed its user
            os.killpg(self.root, number)
        for each in members:
            if each.group != self.root:
                send(each, number)
