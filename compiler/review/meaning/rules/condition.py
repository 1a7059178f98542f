"""Under which condition a job or step runs."""

from collections.abc import Iterator
from typing import Final

from ....ir.expression.render import render
from ....ir.expression.syntax import Expression, Literal
from ....ir.job import Job, Step
from ....ir.values import Secret
from ..case import Case, Edit
from ..finding import WHO, Finding, Place, Reason, Rule, found, place_of
from ..graphs import guards

_REASONS: Final = {
    "off": Reason("dangerous", "it never runs, and deployments that wait for it start"),
    "deployment": Reason("dangerous", "it deploys in every run that gets so far"),
    "check": Reason("notable", "deployments that wait for it start also when it is skipped"),
    "other-deployment": Reason("notable", "it deploys in other runs than before"),
    "secret": Reason("notable", "the secret is read in every run that gets so far"),
    "removed": Reason("low", "it runs where it was skipped"),
    "added": Reason("low", "it may be skipped where it ran"),
    "other": Reason("low", "it runs in other cases than before"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each condition that is new, gone or another."""
    guarding = guards(case.after) if any(edit.path[-1] == "conditional" for edit in case.edits) else set()
    for name, before, after in case.jobs():
        edits = case.under("jobs", name, "conditional")
        if before is not None and after is not None and edits:
            key = _of_job(before, after, guarding=name in guarding)
            yield _told(key, Place("job", name), before.conditional, after.conditional, edits)
    for path, _, old, _, new in case.steps():
        edits = case.under(*path, "conditional")
        if old is not None and new is not None and edits:
            key = _of_step(old, new, guarding=path[1] in guarding)
            yield _told(key, place_of(path)[0], old.conditional, new.conditional, edits)


def _told(key: str, place: Place, before: Expression | None, after: Expression | None, edits: list[Edit]) -> Finding:
    if before is None and after is not None:
        text = f"{WHO}: conditional `{render(after)}` is added"
    elif after is None and before is not None:
        text = f"{WHO}: conditional `{render(before)}` is removed"
    else:
        text = f"{WHO}: conditional {_shown(before)} → {_shown(after)}"
    return found(_REASONS[key], place, text, edits)


def _shown(expression: Expression | None) -> str:
    return f"`{render(expression)}`" if expression is not None else "none"


def _of_job(before: Job, after: Job, *, guarding: bool) -> str:
    if after.deploy is not None:
        return (
            "deployment" if after.conditional is None else "added" if before.conditional is None else "other-deployment"
        )
    if after.conditional is None:
        return "secret" if after.secrets else "removed"
    return _guarded(before.conditional, after.conditional, guarding=guarding)


def _of_step(before: Step, after: Step, *, guarding: bool) -> str:
    if after.conditional is None:
        reads = any(isinstance(part, Secret) for item in after.environment for part in item.value.parts)
        return "secret" if reads else "removed"
    return _guarded(before.conditional, after.conditional, guarding=guarding)


def _guarded(before: Expression | None, after: Expression, *, guarding: bool) -> str:
    if guarding:
        return "off" if isinstance(after, Literal) and after.value is False else "check"
    return "added" if before is None else "other"


RULE: Final = Rule("condition", "Under which condition a job or step runs.", _REASONS, find)
