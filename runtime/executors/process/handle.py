"""What finds a step's processes again when the runtime that started them is gone."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .census import now
from .tree import Tree


class Handle(NamedTuple):
    """One try of a step: its first process, the ticks between which that started, on which boot, and its two pipes.

    The ticks are those of `census.now`: just before and just after, since asking /proc takes as long as a tenth of the
    start itself. As text it is compact JSON: `{"pid":1,"start":[2,2],"boot":"…","pipes":[3,4]}`.
    """

    pid: int
    start: tuple[int, int]
    boot: str
    pipes: tuple[int, ...]

    @classmethod
    def of(cls, tree: Tree, pipes: Sequence[int]) -> "Handle":
        """Return the handle of a step from its processes and the descriptors of its pipes."""
        return cls(tree.root, (tree.start, now()), boot(), tuple(os.fstat(pipe).st_ino for pipe in pipes))

    @classmethod
    def parse(cls, text: str) -> "Handle | None":
        """Return the handle that the text holds, None when another executor wrote it."""
        import json

        try:
            found = json.loads(text)
            first, last = map(int, found["start"])
            return cls(int(found["pid"]), (first, last), str(found["boot"]), tuple(map(int, found["pipes"])))
        except (ValueError, KeyError, TypeError):
            return None

    def __str__(self) -> str:
        first, last = self.start
        pipes = ",".join(map(str, self.pipes))
        return f'{{"pid":{self.pid},"start":[{first},{last}],"boot":"{self.boot}","pipes":[{pipes}]}}'


@cache
def boot() -> str:
    """Return what names this boot of this machine, and the space of process ids that this process sees."""
    identifier = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    space = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    return f"{identifier}/{space}"
