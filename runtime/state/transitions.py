"""Which status may follow which: one table for each kind of thing that has a status."""

from collections.abc import Mapping
from typing import Final, Literal

from ..records import JobStatus, RunStatus

Kind = Literal["run", "job", "deployment", "task"]
DeploymentStatus = Literal[
    "pending", "preparing", "running", "completing", "completed", "failed", "rolling_back", "rolled_back"
]
TaskStatus = Literal["pending", "queued", "dispatched", "running", "verifying", "succeeded", "failed", "retrying"]


class IllegalTransition(Exception):  # noqa: N818 - named by what is tried, as in the field
    """A status that may not follow the one before: a bug, or two writers where there has to be one.

    It is no fault of the world: a run has one owner (see `ownership`), who knows what comes next.
    """


RUN: Final[Mapping[RunStatus, frozenset[RunStatus]]] = {
    "pending": frozenset({"running", "failure", "cancelled"}),
    "running": frozenset({"paused", "waiting", "success", "failure", "cancelled"}),
    "paused": frozenset({"running", "waiting", "failure", "cancelled"}),
    "waiting": frozenset({"running", "paused", "success", "failure", "cancelled"}),
    "success": frozenset(),
    "failure": frozenset(),
    "cancelled": frozenset(),
}
"""A run that ended stays so: running its jobs again is a new run. `pending` fails when it cannot be started."""

JOB: Final[Mapping[JobStatus, frozenset[JobStatus]]] = {
    "pending": frozenset({"waiting", "running", "failure", "cancelled", "skipped", "blocked"}),
    "waiting": frozenset({"pending", "running", "failure", "cancelled"}),
    "running": frozenset({"success", "failure", "cancelled", "retry"}),
    "retry": frozenset({"running", "failure", "cancelled"}),
    "success": frozenset(),
    "failure": frozenset(),
    "cancelled": frozenset(),
    "skipped": frozenset(),
    "blocked": frozenset(),
}
"""`pending` fails where its condition or an input cannot be had; `waiting` where the approval is refused or late."""

DEPLOYMENT: Final[Mapping[DeploymentStatus, frozenset[DeploymentStatus]]] = {
    "pending": frozenset({"preparing", "failed"}),
    "preparing": frozenset({"running", "failed"}),
    "running": frozenset({"completing", "failed", "rolling_back"}),
    "completing": frozenset({"completed", "failed", "rolling_back"}),
    "failed": frozenset({"rolling_back"}),
    "rolling_back": frozenset({"rolled_back", "failed"}),
    "completed": frozenset(),
    "rolled_back": frozenset(),
}
"""Going back from a completed deployment is a deployment of its own."""

TASK: Final[Mapping[TaskStatus, frozenset[TaskStatus]]] = {
    "pending": frozenset({"queued", "failed"}),
    "queued": frozenset({"dispatched", "failed"}),
    "dispatched": frozenset({"running", "failed", "retrying"}),
    "running": frozenset({"verifying", "failed", "retrying"}),
    "verifying": frozenset({"succeeded", "failed", "retrying"}),
    "retrying": frozenset({"queued", "failed"}),
    "succeeded": frozenset(),
    "failed": frozenset(),
}

TABLES: Final[Mapping[Kind, Mapping[str, frozenset[str]]]] = {
    "run": RUN,  # type: ignore[dict-item]  # keys of a mapping are invariant: its words are texts
    "job": JOB,  # type: ignore[dict-item]  # keys of a mapping are invariant: its words are texts
    "deployment": DEPLOYMENT,  # type: ignore[dict-item]  # keys of a mapping are invariant: its words are texts
    "task": TASK,  # type: ignore[dict-item]  # keys of a mapping are invariant: its words are texts
}


def check_transition(kind: Kind, name: str, before: str, after: str) -> None:
    """Raise IllegalTransition unless `after` may follow `before`."""
    if after not in TABLES[kind].get(before, frozenset()):
        raise IllegalTransition(f"{kind} `{name}` cannot go from {before} to {after}")
