"""Where the state is, when nobody says and nothing tells."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines import require_engine

_NOBODY = 4321
"""A user whom the system does not know, as in containers that run with any number."""


def test_a_user_without_a_home_is_told_what_to_say():
    if os.getuid() != 0:
        pytest.skip("becoming another user needs root")
    words = [require_engine("setpriv"), f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", sys.executable]
    if subprocess.run([*words, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("another user cannot run this Python")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
    for command in ("status", "clean", "logs"):
        done = subprocess.run(
            [*words, "-B", "-m", "pipec", command],
            cwd="/",
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr == (
            "Error: you have no home directory\n  Say where to keep runs, with --state-dir or PIPEC_STATE_DIR.\n"
        )
