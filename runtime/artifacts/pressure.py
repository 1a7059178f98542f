"""How full the file system of the store is, and what follows from it."""

import os
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import ArtifactError

FULL: Final = 0.98
"""From here on nothing new is taken."""


class Level(NamedTuple):
    """From which share of the file system on, and what periods are multiplied by; 0 ends all that nothing needs."""

    share: float
    factor: float


LEVELS: Final = (Level(0.95, 0.0), Level(0.90, 0.5), Level(0.80, 0.75), Level(0.0, 1.0))
"""The highest first."""

RELIEF: Final = 0.80
"""Below this share the file system is under no pressure."""


class Usage(NamedTuple):
    """A file system, in bytes: what is used, and what of it we may still use (not what is reserved for root)."""

    used: int
    free: int

    @property
    def share(self) -> float:
        """How much of what we may use is used, 0 to 1, as `df` counts it."""
        total = self.used + self.free
        return self.used / total if total else 1.0

    @property
    def factor(self) -> float:
        """What periods are multiplied by."""
        return next(level.factor for level in LEVELS if self.share >= level.share)

    @property
    def excess(self) -> int:
        """Bytes that must go until there is no pressure."""
        return max(0, self.used - int(RELIEF * (self.used + self.free)))


def usage(directory: Path) -> Usage:
    """Return how full the file system of an existing directory is."""
    status = os.statvfs(directory)
    unit = status.f_frsize
    return Usage((status.f_blocks - status.f_bfree) * unit, status.f_bavail * unit)


def refuse_when_full(directory: Path) -> None:
    """Raise ArtifactError when the file system takes no more artifacts."""
    found = usage(directory)
    if found.share >= FULL:
        raise ArtifactError(
            f"the file system of {directory} is {found.share:.0%} full: from {FULL:.0%} on no artifact is kept",
            "`pipec artifact gc` frees what nothing needs; `pipec artifact du` shows what takes the room.",
            failure_class="resource",
        )
