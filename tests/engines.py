"""Real engines for tests: found, or the test is skipped with the reason, or fails where they are required."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOT_IN_A_REGISTRY = frozenset({"nomad-2.0", "woodpecker-cli"})
"""Engines that no package client installs yet: their tests run where somebody has them, and are skipped in CI too."""


def require_engine(*names: str) -> str:
    """Return the path of the first of these programs that is installed; else skip, or fail in CI."""
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    reason = f"none of these programs is installed: {', '.join(names)}"
    if os.environ.get("PIPEC_REQUIRE_ENGINES") == "1" and NOT_IN_A_REGISTRY.isdisjoint(names):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def alone_with(engine: str) -> Iterator[None]:
    """Hold an engine that tests share, against other workers and other runs on this machine."""
    with Path(tempfile.gettempdir(), f"pipec-tests-{engine}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
