"""What starts a run."""

from collections.abc import Iterator
from typing import Final

from ....ir.plan import Plan, Trigger
from ..case import Case, Edit
from ..finding import PIPELINE, Finding, Reason, Rule, found
from ..graphs import names, unconditional

_REASONS: Final = {
    "proposed": Reason("dangerous", "code that nobody has reviewed runs with what these jobs have"),
    "any-branch": Reason("dangerous", "a deployment without a condition starts from what was kept out"),
    "deploying": Reason("notable", "deployments without a condition start by it"),
    "wider": Reason("notable", "runs start that did not"),
    "narrower": Reason("notable", "runs that started by it start no more"),
    "new": Reason("low", "runs start that did not"),
    "other": Reason("low", "runs start by something else than before"),
}

_FILTERS: Final = ("branch", "path", "tag")


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each event that starts runs, no longer does, or does under other filters."""
    edits = case.under("triggers")
    if not edits:
        return
    old, new = _by_event(case.before), _by_event(case.after)
    for event, triggers in new.items():
        here = [edit for edit in edits if _is_of(edit, event)]
        if event not in old:
            yield _added(case, event, triggers, here)
        elif here:
            yield from _changed(case, event, old[event], triggers, here)
    for event, triggers in old.items():
        if event not in new:
            here = [edit for edit in edits if _is_of(edit, event)]
            yield found(_REASONS["narrower"], PIPELINE, f"runs no longer start on {_said(triggers)}", here)


def _is_of(edit: Edit, event: str) -> bool:
    value = edit.after or edit.before
    return (
        value.event == event if isinstance(value, Trigger) else str(edit.path[1]).split("#")[0].split(" ")[0] == event
    )


def _by_event(plan: Plan) -> dict[str, list[Trigger]]:
    events: dict[str, list[Trigger]] = {}
    for trigger in plan.triggers:
        events.setdefault(trigger.event, []).append(trigger)
    return events


def _added(case: Case, event: str, triggers: list[Trigger], edits: list[Edit]) -> Finding:
    text = f"runs now start on {_said(triggers)}"
    reachable = _proposed(case.after) if event == "pull_request" else []
    if reachable:
        return found(_REASONS["proposed"], PIPELINE, f"{text}, and {', '.join(reachable)} with them", edits)
    key = "deploying" if unconditional(case.after) else "wider" if event == "pull_request" else "new"
    return found(_REASONS[key], PIPELINE, text, edits)


def _changed(case: Case, event: str, old: list[Trigger], new: list[Trigger], edits: list[Edit]) -> Iterator[Finding]:
    text = f"runs start on {_said(new)}, before on {_said(old)}"
    filtered = [name for name in _FILTERS if all(_of(each, name) for each in old)]
    lost = [name for name in filtered if not all(_of(each, name) and not _any(_of(each, name)) for each in new)]
    more = [name for name in filtered if name not in lost and _patterns(new, name) - _patterns(old, name)]
    if not lost:
        key = "deploying" if more and unconditional(case.after) else "other"
        yield found(_REASONS[key], PIPELINE, text, edits)
    elif unconditional(case.after) and event in {"push", "pull_request", "tag"} and {"branch", "tag"} & set(lost):
        yield found(_REASONS["any-branch"], PIPELINE, text, edits)
    else:
        yield found(_REASONS["wider"], PIPELINE, text, edits)


def _of(trigger: Trigger, name: str) -> tuple[str, ...]:
    patterns: tuple[str, ...] = getattr(trigger, name)
    return patterns


def _any(patterns: tuple[str, ...]) -> bool:
    """Tell whether a filter keeps nothing out."""
    return not {"*", "**"}.isdisjoint(patterns) and not any(each.startswith("!") for each in patterns)


def _patterns(triggers: list[Trigger], name: str) -> set[str]:
    """Return what a filter lets in."""
    return {pattern for trigger in triggers for pattern in _of(trigger, name) if not pattern.startswith("!")}


def _proposed(plan: Plan) -> list[str]:
    """Return the jobs that run for a pull request and can do more than run: read secrets, deploy."""
    able = [job.id for job in plan.jobs if job.conditional is None and (job.secrets or job.deploy is not None)]
    return names(plan, able)


def _said(triggers: list[Trigger]) -> str:
    return " or ".join(f"`{_one(trigger)}`" for trigger in triggers)


def _one(trigger: Trigger) -> str:
    filters = [f"{name} {', '.join(getattr(trigger, name))}" for name in _FILTERS if getattr(trigger, name)]
    if trigger.cron is not None:
        filters.append(f"{trigger.cron.name} {trigger.cron.schedule}")
    return " ".join((trigger.event, *filters))


RULE: Final = Rule("trigger", "What starts a run.", _REASONS, find)
