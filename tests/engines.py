"""Real engines for tests: found, or the test is skipped with the reason, or fails where they are required."""

import os
import shutil

import pytest


def require_engine(*names: str) -> str:
    """Return the path of the first of these programs that is installed; else skip, or fail in CI."""
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    reason = f"none of these programs is installed: {', '.join(names)}"
    if os.environ.get("PIPEC_REQUIRE_ENGINES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
