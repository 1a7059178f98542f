"""The pipeline's triggers as conditions of a workflow, the same in each."""

from collections.abc import Iterable
from typing import Any

from ...ir.plan import Plan, Trigger
from ..traced import Traced, TracedList

DEFAULT = (Trigger("push"), Trigger("pull_request"), Trigger("manual"))


def conditions(plan: Plan) -> TracedList:
    """Return `when` of every workflow: one condition for each trigger, each with its event."""
    return TracedList((_condition(trigger), trigger.origin) for trigger in plan.triggers or DEFAULT)


def _condition(trigger: Trigger) -> Traced:
    data: dict[str, Any] = {"event": trigger.event}
    if trigger.branch:
        data["branch"] = _globs(trigger.branch)
    if trigger.path:
        data["path"] = _globs(trigger.path)
    if trigger.tag:
        data["ref"] = _globs(
            f"!refs/tags/{tag[1:]}" if tag.startswith("!") else f"refs/tags/{tag}" for tag in trigger.tag
        )
    if trigger.cron:
        data["cron"] = trigger.cron.name
    return Traced(trigger.origin, data)


def _globs(globs: Iterable[str]) -> list[str] | dict[str, list[str]]:
    listed = list(globs)
    include = [glob for glob in listed if not glob.startswith("!")]
    exclude = [glob[1:] for glob in listed if glob.startswith("!")]
    if not exclude:
        return include
    return {"include": include, "exclude": exclude} if include else {"exclude": exclude}
