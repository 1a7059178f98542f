"""How much memory this process had at its peak.

`ru_maxrss` begins with the peak of the process that started this one, and never falls: what it says of a child of a
large test worker is the worker's.
"""

from pathlib import Path


def peak() -> int:
    """Return the peak of the resident memory since the last reset, in KiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def reset_peak() -> int:
    """Let the peak be what is used now, and return that in KiB (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()
