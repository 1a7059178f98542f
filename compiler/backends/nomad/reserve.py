"""Resources: what Nomad reserves for a task.

Nomad counts processor time in MHz; one core is `mhz_per_core` of them, an option of the profile, 1000 by default. A
task without a limit still needs a reservation, and docker enforces that of memory: the profile's `resources`, else
half a core and 512 MiB.
"""

from typing import Any, Final

from ...ir.values import Resources
from ..profile import Profile
from ..traced import Traced

_CPU: Final = 500
_MEMORY: Final = 512 << 20
_MEBIBYTE: Final = 1 << 20
_SMALLEST_MEMORY: Final = 10
NANOSECONDS: Final = 1_000_000_000


def reservation(limits: Resources, profile: Profile) -> dict[str, Any]:
    """Return a task's `Resources`: at least 1 MHz and 10 MiB, as Nomad wants it."""
    cpu = limits.cpu or profile.resources.cpu or _CPU
    memory = limits.memory or profile.resources.memory or _MEMORY
    mhz = cpu * int(profile.option("mhz_per_core", "1000")) // 1000
    data = {"CPU": max(mhz, 1), "MemoryMB": max(mebibytes(memory), _SMALLEST_MEMORY)}
    return Traced(limits.origin, data)


def mebibytes(size: int) -> int:
    """Return a size in whole mebibytes, rounded up."""
    return -(-size // _MEBIBYTE)
