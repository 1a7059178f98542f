"""What an attempt leaves, however it was run: its ending, its artifacts, and what the job itself had to say."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from compiler.ir.job import Artifact, Job

from ..artifacts.changes import KeepArtifact
from ..artifacts.records import Kept
from ..errors import RuntimeFault
from ..records import FailureClass, Stream
from ..state.change import Change
from .context import RunContext
from .step_log import StepOutput
from .steps import CANNOT_START
from .threads import in_thread

OWN: Final = ""
"""The step of what a job itself has to say."""


class AttemptEnd(NamedTuple):
    """What an attempt came to. `outputs` are those that the job declares; `kept` its artifacts, durable already.

    `changes` are to be written with the attempt's end: how the last steps ended, and what was kept.
    """

    status: str
    exit_code: int = 0
    failure_class: FailureClass | None = None
    reason: str = ""
    outputs: Mapping[str, str] = {}
    kept: tuple[Kept, ...] = ()
    changes: tuple[Change, ...] = ()


class Place(NamedTuple):
    """Where artifacts are collected: the workspace here, other names that steps know it by, and what stops it."""

    workspace: Path
    seen_as: tuple[str, ...]
    stop: threading.Event


class OwnLog:
    """A job's own log, which is made with the first thing there is to say."""

    def __init__(self, context: RunContext, job: Job, attempt: int) -> None:
        self._context = context
        self._job = job
        self._attempt = attempt
        self._log: StepOutput | None = None

    def say(self, stream: Stream, data: bytes) -> None:
        """Write to it."""
        if self._log is None:
            self._log = StepOutput(self._context, self._job.id, OWN, self._attempt)
        self._log.write(stream, data)

    def faulted(self, fault: RuntimeFault) -> AttemptEnd:
        """Return the ending that a fault is, and say it."""
        reason = self._context.masker.mask_text(f"{fault}; {fault.help}" if fault.help else str(fault))
        self.say("system", f"{reason}\n".encode())
        return AttemptEnd("failure", CANNOT_START, fault.failure_class, reason)

    def close(self) -> None:
        """Close it, if there is one."""
        if self._log is not None:
            self._log.close()


def wanted_artifacts(job: Job, status: str) -> list[Artifact]:
    """Return the artifacts that are kept at this ending."""
    return [item for item in job.artifacts if item.when in {"always", status}]


async def keep_artifacts(context: RunContext, job: Job, end: AttemptEnd, place: Place, own: OwnLog) -> AttemptEnd:
    """Keep the artifacts of this ending; one that cannot be kept makes a success a failure."""
    wanted = wanted_artifacts(job, end.status)
    if not wanted:
        return end
    try:
        kept = await in_thread(place.stop, _kept, context, job, wanted, place)
    except RuntimeFault as fault:
        if end.status == "cancelled":
            return end
        failed = own.faulted(fault)
        return end if end.status == "failure" else failed._replace(changes=end.changes, outputs=end.outputs)
    artifacts = {artifact.name: artifact for artifact in wanted}
    changes = tuple(KeepArtifact.of(context.run, context.plan, job, artifacts[item.name], item) for item in kept)
    return end._replace(kept=kept, changes=(*end.changes, *changes))


def _kept(context: RunContext, job: Job, wanted: list[Artifact], place: Place) -> tuple[Kept, ...]:
    found = (context.store.keep(context.run, job.id, item, place.workspace, place.seen_as) for item in wanted)
    return tuple(kept for kept in found if kept is not None)
