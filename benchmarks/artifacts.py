"""Storing and fetching one large file, against `sha256sum` on the same file."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .process import RUN, Command, Failed, best

SIZE = 512
"""MiB of the file: enough that starting a process is nothing beside it."""

_UNIT = "× sha256sum's speed"


def measure_artifacts(pipec: str, folder: Path, runs: int) -> Iterator[tuple[str, float, str, float, bool]]:
    """Yield rows of the table: what, figure, unit, bound, whether the bound is the least.

    Storing ends when all is on the disk; fetching verifies. Each run stores into a new store.
    """
    place = folder / "artifacts"
    place.mkdir()
    with (place / "big").open("wb") as file:
        for _ in range(SIZE):
            file.write(os.urandom(1 << 20))
    add = (pipec, "artifact", "add", "big", "--name", "big", "--state-dir")
    done = subprocess.run([*add, "fetched"], cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(done.stderr)
    digest = done.stdout.strip()
    get = (pipec, "artifact", "get", digest, "--state-dir", "fetched", "--out", f"out-{RUN}")
    commands = [Command(("sha256sum", "big"), place), Command((*add, f"state-{RUN}"), place), Command(get, place)]
    costs = best(commands, min(runs, 3))
    for what, cost in (("store", costs[1]), ("fetch", costs[2])):
        yield f"pipec artifact, {what} {SIZE} MiB", costs[0].seconds / cost.seconds, _UNIT, 0.7, True
        yield "the same, peak memory", cost.memory / 1e6, "MB", 64, False
