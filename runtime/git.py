"""Asking git about a source: it changes nothing there, and is never waited for without end."""

import os
import subprocess
from pathlib import Path
from typing import Final

_TIMEOUT: Final = 300


def ask_git(source: Path, *arguments: str) -> bytes | None:
    """Return what git prints; None where there is no git, no repository, or no answer.

    The repository may belong to another user, as in containers: nothing of it is executed.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours
            ["git", "-C", str(source), "-c", "safe.directory=*", *arguments],  # noqa: S607 - the caller's own git
            capture_output=True,
            check=False,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
