"""Which orphan is whose, when several steps run at once."""

from collections.abc import Iterable

from .census import Process, process, variables
from .children import Children
from .tree import Tree

_LOOKS = 1000
"""How often the list of children is read anew, which takes less time than a fork: no program wins for long."""


class Orphanage:
    """The steps that run, and the orphans that the kernel gave to this process.

    An orphan is its step's by its session, its process group or its mark. One that shed all three belongs to any step
    that ran when it began: it is ended with the last of those.
    """

    def __init__(self, children: Children | None) -> None:
        self._children = children
        self._trees: dict[int, Tree] = {}
        self._owners: dict[int, int] = {}

    def begin(self, tree: Tree) -> None:
        """Know a step that was started."""
        self._trees[tree.root] = tree
        Children.started.add(tree.root)

    def leave(self, tree: Tree) -> None:
        """Forget a step of which nothing is alive, and whose first process is reaped."""
        self._trees.pop(tree.root, None)
        Children.started.discard(tree.root)

    def left_by(self, tree: Tree) -> list[int] | None:
        """Return the living orphans to end when this step ends; None where orphans are not given to this process.

        Exact though they fork and end meanwhile: whoever ends leaves its children at the end of the list, so the list
        is read again when somebody on it had ended.
        """
        if self._children is None:
            return None
        looked: list[Process | None] = [None]
        for _ in range(_LOOKS):
            looked = [self._look(pid) for pid in self._children.orphans()]
            if None not in looked:
                break
        return [orphan.pid for orphan in looked if orphan is not None and self._falls_to(orphan, tree)]

    def bury(self) -> None:
        """Reap the orphans that have ended."""
        if self._children is not None:
            for pid in self._children.orphans():
                self._look(pid)

    def unclaimed(self) -> list[Process]:
        """Return the orphans that are alive though no step runs."""
        pids: Iterable[int] = self._children.orphans() if self._children is not None else ()
        return [found for pid in pids if (found := self._look(pid)) is not None]

    def _look(self, pid: int) -> Process | None:
        """Return a living orphan, or reap it."""
        found = process(pid)
        if found is not None and found.alive:
            return found
        self._owners.pop(pid, None)
        if found is not None and self._children is not None:
            self._children.reap(pid)
        return None

    def _falls_to(self, orphan: Process, tree: Tree) -> bool:
        owner = self._owner(orphan)
        if owner is not None:
            return owner == tree.root
        return not any(other.start <= orphan.start for other in self._trees.values() if other is not tree)

    def _owner(self, orphan: Process) -> int | None:
        known = self._owners.get(orphan.pid)
        if known in self._trees:
            return known
        owner = self._read_owner(orphan)
        if owner is not None:
            self._owners[orphan.pid] = owner
        return owner

    def _read_owner(self, orphan: Process) -> int | None:
        for pid in (orphan.session, orphan.group):
            if pid in self._trees:
                return pid
        marks = {tree.mark: root for root, tree in self._trees.items()}
        return next((marks[each] for each in variables(orphan.pid) if each in marks), None)
