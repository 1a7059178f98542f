"""Whether the kernel killed for want of memory: it counts such kills for each control group, and in all."""

import os
from pathlib import Path

_EVERYWHERE = Path("/proc/vmstat")


class Kills:
    """The number of processes that were killed for want of memory, from a file with a line `oom_kill N`.

    A plain process has no count of its own, so the count of the runtime's control group stands for it (that of the
    machine where there is none): a step that was killed while the count rose counts as killed for memory. Where two
    steps are killed at the same time, one by the kernel and one by somebody's `kill -9`, both do.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def count(self) -> int:
        """Return how many there were."""
        words = os.pread(self._descriptor, 1 << 15, 0).split()
        return int(words[words.index(b"oom_kill") + 1]) if b"oom_kill" in words else 0

    def close(self) -> None:
        """Let the file go."""
        os.close(self._descriptor)


def machine_kills(candidates: tuple[Path, ...] = ()) -> Kills:
    """Return the count of the first of these files that can be read, or of the whole machine."""
    for path in candidates:
        if os.access(path, os.R_OK):
            return Kills(path)
    return Kills(_EVERYWHERE)
