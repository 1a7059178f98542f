"""What is collected by itself after a run: artifacts whose time is over, once a day, or when the disk is filling up."""

import time
from pathlib import Path
from typing import Final

from runtime.artifacts.collector import collect_garbage
from runtime.artifacts.pressure import RELIEF, usage
from runtime.errors import RuntimeFault

_STAMP: Final = "collected"
_PERIOD: Final = 86_400


def tidy(state: Path, actor: str) -> str:
    """Collect artifacts if it is time to; return a sentence when that cannot be done, since no run fails for it."""
    store = state / "artifacts"
    stamp = store / _STAMP
    try:
        if not store.is_dir() or not _is_due(store, stamp):
            return ""
        stamp.touch(mode=0o600)
        collect_garbage(state, actor)
    except (OSError, RuntimeFault) as error:
        return f"artifacts are not collected: {error}"
    return ""


def _is_due(store: Path, stamp: Path) -> bool:
    if usage(store).share >= RELIEF:
        return True
    try:
        age = time.time() - stamp.stat().st_mtime
    except FileNotFoundError:
        stamp.touch(mode=0o600)  # what was stored just now has time
        return False
    return not 0 <= age < _PERIOD
