"""The plans of pipelines, kept on the disk."""

# ruff: noqa: PTH100, PTH111, PTH117, PTH118 - pathlib costs 2 ms at start-up

import json
import os
from collections.abc import Mapping
from typing import Final

from compiler.frontend.parameters import Given
from compiler.ir.plan import Plan

from ..sides.needed import Needed, read_includes
from .folder import CacheFolder
from .keys import includes_key, plan_key
from .records import Unwritable, read_plan, write_plan

VARIABLE: Final = "PIPEC_CACHE_DIR"


class Plans:
    """Plans and lists of includes by their keys; only plans without an error are given to it."""

    def __init__(self, folder: CacheFolder) -> None:
        self._folder = folder

    def find(self, path: str, given: Mapping[str, Given], made_of: Needed) -> Plan | None:
        """Return a plan that was kept; None where there is none."""
        key = plan_key(path, given, made_of.snapshot)
        data = self._folder.read(key) if key else None
        return None if data is None else read_plan(data)

    def keep(self, path: str, given: Mapping[str, Given], made_of: Needed, plan: Plan) -> None:
        """Keep a plan."""
        key = plan_key(path, given, made_of.snapshot)
        if key:
            try:
                self._folder.write(key, write_plan(plan))
            except (Unwritable, ValueError, RecursionError):
                return

    def includes(self, data: bytes) -> tuple[str, ...]:
        """Return what a file includes."""
        key = includes_key(data)
        kept = self._folder.read(key) if key else None
        if kept is not None:
            return tuple(json.loads(kept))
        found = read_includes(data)
        if key:
            self._folder.write(key, json.dumps(found).encode())
        return found


def open_cache() -> Plans | None:
    """Return the cache of this user: in PIPEC_CACHE_DIR, else in the folder of the system's for caches.

    None where neither is known.
    """
    folder = os.environ.get(VARIABLE) or _standard()
    return Plans(CacheFolder(os.path.join(os.path.abspath(folder), "plans"))) if folder else None


def _standard() -> str:
    caches = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(caches):
        home = os.path.expanduser("~")
        caches = os.path.join(home, ".cache") if os.path.isabs(home) else ""
    return os.path.join(caches, "pipec") if caches else ""
