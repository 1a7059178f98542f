"""Stores, workspaces and records for tests of artifacts."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

from compiler.ir.job import Artifact, Job
from compiler.ir.plan import Plan
from runtime.artifacts.changes import KeepArtifact
from runtime.artifacts.policy import Policy
from runtime.artifacts.queries import ArtifactQueries
from runtime.artifacts.records import ArtifactRecord, Kept
from runtime.artifacts.store import ArtifactStore
from runtime.state.changes import CreateRun, MoveRun
from runtime.state.journal import apply_changes
from runtime.state.records import RunRecord

STANDARD = Policy()
ALL = Artifact("all", ("**",))
DAY = 86_400_000
"""Milliseconds."""


def fill(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files; text is the target of a link."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.symlink_to(content)
        else:
            path.write_bytes(content)
    return folder


def look(folder: Path) -> dict[str, bytes | str]:
    """Return what `fill` would write, a `*` behind the names of executables."""
    found: dict[str, bytes | str] = {}
    for at, _, _ in os.walk(folder):
        for entry in os.scandir(at):
            name = os.path.relpath(entry.path, folder)
            if entry.is_symlink():
                found[name] = str(Path(entry.path).readlink())
            elif entry.is_file():
                executable = "*" if entry.stat().st_mode & 0o100 else ""
                found[name + executable] = Path(entry.path).read_bytes()
    return found


def keep(
    state: Path, content: bytes, *, run: str = "", policy: Policy = STANDARD, age: float = 0, idle: float | None = None
) -> ArtifactRecord:
    """Keep one file as an artifact that is `age` days old and was not used for `idle` days."""
    workspace = fill(state.parent / f"w-{os.urandom(4).hex()}", {"file": content})
    store = ArtifactStore(state)
    kept = store.keep(run, "build", ALL, workspace)
    assert kept is not None
    record(state, kept, run, policy=policy)
    store.close()
    with ArtifactQueries(state) as queries:
        found = queries.all()[-1]
    _turn_back(state, found.id, int(age * DAY), int((age if idle is None else idle) * DAY))
    return found


def record(state: Path, kept: Kept, run: str = "", job: str = "build", policy: Policy = STANDARD) -> None:
    """Write down that an artifact was kept."""
    apply_changes(state, "tester", KeepArtifact(run, job, kept, "shop", policy))


def _turn_back(state: Path, identifier: int, age: int, idle: int) -> None:
    """Let an artifact be older."""
    import sqlite3

    now = time.time_ns() // 1_000_000
    connection = sqlite3.connect(state / "state.db", isolation_level=None)
    connection.execute(
        "UPDATE artifacts SET created = ?, accessed = ? WHERE id = ?", (now - age, now - idle, identifier)
    )
    connection.close()


def begin(state: Path, run: str) -> None:
    """Let a run begin."""
    made = RunRecord(run, "shop", "pipeline.yaml", "/", "0" * 64)
    apply_changes(state, "tester", CreateRun(made, ("build",)), MoveRun(run, "running"))


def end(state: Path, run: str) -> None:
    """Let a run end."""
    apply_changes(state, "tester", MoveRun(run, "success"))


def plan(*artifacts: Artifact, retention: tuple = ()) -> Plan:
    """Return a plan whose one job keeps artifacts."""
    return Plan("shop", (Job("build", "build", artifacts=artifacts),), retention=retention)


def objects(state: Path) -> set[str]:
    """Return the digests of the objects in a store."""
    return {path.parent.name + path.name for path in (state / "artifacts" / "objects").glob("*/*")}
