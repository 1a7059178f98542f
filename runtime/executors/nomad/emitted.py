"""The jobs that the compiler emitted for a run, kept beside its plan, so that whoever goes on with it has the same."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from compiler.ir.json_text import indented

from ...errors import StateError

FILE: Final = "nomad.json"

Document = dict[str, Any]


class Emitted(NamedTuple):
    """The documents (`{"Job": {…}}`) by the ids of the plan's jobs, and where artifacts are handed to nodes."""

    jobs: Mapping[str, Document]
    artifact_store: str = ""

    @property
    def pipeline(self) -> str:
        """Return the name with which the jobs' ids begin."""
        return next((str(item["Job"]["ID"]).partition("_job_")[0] for item in self.jobs.values()), "")

    @property
    def namespace(self) -> str:
        """Return the namespace of the jobs, empty for the one of the environment."""
        return next((str(item["Job"].get("Namespace") or "") for item in self.jobs.values()), "")


def write_emitted(directory: Path, emitted: Emitted) -> None:
    """Keep what was emitted in a run's directory."""
    data = {"jobs": dict(emitted.jobs), "artifact_store": emitted.artifact_store}
    (directory / FILE).write_text(indented(data) + "\n")


def read_emitted(directory: Path) -> Emitted:
    """Return what was emitted for a run."""
    try:
        data = json.loads((directory / FILE).read_text())
        return Emitted(data["jobs"], data["artifact_store"])
    except (OSError, ValueError, KeyError) as error:
        raise StateError(
            f"the Nomad jobs of the run cannot be read from {directory / FILE}", "start a new run"
        ) from error
