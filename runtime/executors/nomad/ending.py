"""Why an allocation ended, where it was not because its steps did."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from ...records import FailureClass
from ..whole import WholeEnd

NANOSECONDS: Final = 10**9

_RULES: Final[tuple[tuple[str, str, FailureClass], ...]] = (
    ("Terminated", "oom", "resource"),
    ("Driver Failure", "not found", "configuration"),
    ("Driver Failure", "manifest unknown", "configuration"),
    ("Driver Failure", "no space left", "resource"),
    ("Driver Failure", "", "infrastructure"),
    ("Failed Artifact Download", "", "dependency"),
    ("Failed Validation", "", "configuration"),
    ("Template", "", "configuration"),
    ("Setup Failure", "", "configuration"),
    ("Alloc Unhealthy", "", "infrastructure"),
)
"""Type of a task's event, a part of its text, and the class of the failure that it is; the first that fits."""


class Cause(NamedTuple):
    """What Nomad says, and the class of it."""

    reason: str
    failure_class: FailureClass


def cause_of(allocation: Mapping[str, Any]) -> Cause | None:
    """Return what Nomad says about an ended allocation; None when its tasks ran and ended by themselves."""
    if allocation["ClientStatus"] == "lost":
        return Cause("its node was lost", "infrastructure")
    found = (_told(task, event) for task, event in _events(allocation))
    causes = [cause for cause in found if cause is not None]
    if causes:
        return causes[0]
    if allocation["ClientStatus"] == "complete" or _has_started(allocation):
        return None
    description = allocation.get("ClientDescription") or allocation.get("DesiredDescription") or "no task was started"
    return Cause(f"Nomad ended it: {description}", "infrastructure")


def was_stopped(allocation: Mapping[str, Any]) -> bool:
    """Tell whether somebody wants it gone: it, or its job, was stopped."""
    return allocation.get("DesiredStatus") in {"stop", "evict"}


def stopped(allocation: Mapping[str, Any], timeout: int) -> WholeEnd:
    """Return what it is that somebody ended it: its own time, where that was over, else people or the cluster."""
    lasted = (int(allocation.get("ModifyTime") or 0) - int(allocation.get("CreateTime") or 0)) / NANOSECONDS
    description = str(allocation.get("DesiredDescription") or "").rstrip(".")
    if lasted >= timeout:
        return WholeEnd(f"Nomad stopped it after {lasted:.0f} s", "timeout")
    return WholeEnd(f"it was stopped at Nomad{f' ({description})' if description else ''}", "infrastructure")


def _events(allocation: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for task, state in (allocation.get("TaskStates") or {}).items():
        yield from ((task, event) for event in state.get("Events") or ())


def _has_started(allocation: Mapping[str, Any]) -> bool:
    return any(event["Type"] == "Started" for _, event in _events(allocation))


def _told(task: str, event: Mapping[str, Any]) -> Cause | None:
    text = str(event.get("DisplayMessage") or "")
    details = {str(key): str(value) for key, value in (event.get("Details") or {}).items()}
    whole = f"{text} {' '.join(details.values())}".lower()
    for kind, part, failure_class in _RULES:
        if event["Type"] != kind:
            continue
        if kind == "Terminated" and details.get("oom_killed") != "true":
            continue
        if kind != "Terminated" and part not in whole:
            continue
        return Cause(f"{kind.lower()} in task {task}: {text}", failure_class)
    return None


def why_waiting(evaluations: Iterable[Mapping[str, Any]]) -> str:
    """Return why nothing could be placed, as the newest evaluation says; empty when nothing stands in the way."""
    for evaluation in sorted(evaluations, key=lambda item: -int(item["CreateIndex"])):
        for group in (evaluation.get("FailedTGAllocs") or {}).values():
            return _unplaced(group)
    return ""


def _unplaced(group: Mapping[str, Any]) -> str:
    parts = [f"{_nodes(count)} without room: {name}" for name, count in (group.get("DimensionExhausted") or {}).items()]
    for kind in ("ConstraintFiltered", "ClassFiltered"):
        parts += [f"{_nodes(count)} not as wanted: {name}" for name, count in (group.get(kind) or {}).items()]
    return f"no node takes it: {', '.join(parts) or 'there is none that could'}"


def _nodes(count: int) -> str:
    return "1 node" if count == 1 else f"{count} nodes"
