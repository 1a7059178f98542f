"""Files in submodules: of the commit that the outer repository names."""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
from collections.abc import Callable

from .git import GitError
from .objects import Objects
from .tree import Entry

SUBMODULE = "160000"


class Submodules:
    """The submodules of a side, those that are checked out below `top`; `commit` tells which commit a path names."""

    def __init__(self, objects: Objects, top: str, label: str, commit: Callable[[str], str]) -> None:
        self._objects = objects
        self._top = top
        self._label = label
        self._commit = commit
        self._known: dict[str, Callable[[str], Entry | None]] = {}

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path in a submodule; None where it leads into none."""
        for at in (path[:place] for place, char in enumerate(path) if char == "/"):
            if at in self._known or self._commit(at):
                return self._inside(at)(path[len(at) + 1 :])
        return None

    def is_here(self, path: str) -> bool:
        """Tell whether a submodule is checked out."""
        return bool(self._top) and os.path.lexists(os.path.join(self._top, path, ".git"))

    def _inside(self, at: str) -> Callable[[str], Entry | None]:
        if at not in self._known:
            self._known[at] = self._open(at) if self.is_here(at) else lambda _: None
        return self._known[at]

    def _open(self, at: str) -> Callable[[str], Entry | None]:
        from .revision import Revision

        place, commit = os.path.join(self._top, at), self._commit(at)
        objects = self._objects.of_submodule(place)
        tree = objects.find(f"{commit}^{{tree}}")
        if tree is None:
            raise GitError(
                f"The submodule `{at}` has no commit {commit[:10]}, which `{self._label}` names; "
                "get it with `git submodule update` or with `git fetch` there."
            )
        return Revision(objects, (tree.id, commit), f"{self._label}:{at}", place).entry
