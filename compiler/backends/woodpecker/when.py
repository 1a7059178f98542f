"""The pipeline's triggers as conditions of a workflow, the same in each.

Before 3.14 Woodpecker's linter takes one text alone for `ref`, so there each tag is a condition of its own. Tags that
are left out need a map in every version: of that an older linter warns, and the server reads it all the same.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from ...ir.plan import Plan, Trigger
from ..profile import Profile
from ..traced import Traced, TracedList
from .versions import LISTED_REFS

DEFAULT = (Trigger("push"), Trigger("pull_request"), Trigger("manual"))


def conditions(plan: Plan, profile: Profile) -> TracedList:
    """Return `when` of every workflow: a condition for each trigger, each with its event."""
    return TracedList(
        (condition, trigger.origin)
        for trigger in plan.triggers or DEFAULT
        for condition in _conditions(trigger, listed=profile.at_least(LISTED_REFS))
    )


def _conditions(trigger: Trigger, *, listed: bool) -> Iterator[Traced]:
    if not trigger.tag:
        yield _condition(trigger, None)
    elif listed or any(tag.startswith("!") for tag in trigger.tag):
        yield _condition(trigger, _globs(map(_ref, trigger.tag)))
    else:
        yield from (_condition(trigger, _ref(tag)) for tag in trigger.tag)


def _condition(trigger: Trigger, ref: object) -> Traced:
    data: dict[str, Any] = {"event": trigger.event}
    if trigger.branch:
        data["branch"] = _globs(trigger.branch)
    if trigger.path:
        data["path"] = _globs(trigger.path)
    if ref is not None:
        data["ref"] = ref
    if trigger.cron:
        data["cron"] = trigger.cron.name
    return Traced(trigger.origin, data)


def _ref(tag: str) -> str:
    return f"!refs/tags/{tag[1:]}" if tag.startswith("!") else f"refs/tags/{tag}"


def _globs(globs: Iterable[str]) -> list[str] | dict[str, list[str]]:
    listed = list(globs)
    include = [glob for glob in listed if not glob.startswith("!")]
    exclude = [glob[1:] for glob in listed if glob.startswith("!")]
    if not exclude:
        return include
    return {"include": include, "exclude": exclude} if include else {"exclude": exclude}
