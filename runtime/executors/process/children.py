"""Adoption: what a step leaves behind becomes this process's own child; so it is cheap to ask whether anything is left.

The runtime becomes the *subreaper* of all that it starts. An orphan is given to it by the kernel before the end of the
orphan's parent can be seen, so this is exact: when a program has ended, something of it is left if and only if this
process has a child that nobody here started.

Who else starts programs in this process (git, say) leaves them in its session; a step always has a session of its own,
and no program can enter another's. So a child in another session is a step or an orphan of one, and any other child is
somebody else's business and left to them.
"""

import errno
import os
import threading
from contextlib import suppress
from typing import ClassVar

_SET_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h


class Children:
    """The children of this process, as the kernel lists them; while it is open, orphans are among them.

    One descriptor stays open on the list of the main thread, to which the kernel gives orphans; asking costs about a
    microsecond. OSError where the kernel has no such list, or gives no orphans.
    """

    started: ClassVar[set[int]] = set()
    """Those that are steps, of whatever executor in this process, from their start until they are reaped."""

    _adopting: ClassVar[int] = 0

    def __init__(self) -> None:
        self._session = os.getsid(0)
        main = threading.main_thread().native_id
        self._list = os.open(f"/proc/self/task/{main}/children", os.O_RDONLY | os.O_CLOEXEC)
        Children._adopting += 1
        if not _adopt(orphans=True):
            self.close()
            raise OSError(errno.ENOSYS, "orphans cannot be adopted")

    def orphans(self) -> list[int]:
        """Return the adopted children, alive or not."""
        return [pid for pid in self._all() if pid not in self.started and self._is_stranger(pid)]

    def _all(self) -> list[int]:
        found = part = os.pread(self._list, 1 << 16, 0)
        while part:
            part = os.pread(self._list, 1 << 16, len(found))
            found += part
        return [int(pid) for pid in found.split()]

    def _is_stranger(self, pid: int) -> bool:
        try:
            return os.getsid(pid) != self._session
        except ProcessLookupError:  # another thread reaped its child
            return False

    def reap(self, pid: int) -> None:
        """Let an orphan that has ended go."""
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)

    def close(self) -> None:
        """Let the list go; the last one to go lets orphans go where they went before."""
        os.close(self._list)
        Children._adopting -= 1
        if not Children._adopting:
            _adopt(orphans=False)


def _adopt(*, orphans: bool) -> bool:
    """Become the parent of all orphans among the descendants, or no longer; False where the kernel refuses."""
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, int(orphans), 0, 0, 0) == 0)
