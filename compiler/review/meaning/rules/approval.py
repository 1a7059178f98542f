"""Who has to agree: how many, who may, how long is waited."""

from collections.abc import Iterator
from typing import Any, Final

from ....ir.values import Approval
from ..case import Case, Edit
from ..finding import WHO, Finding, Place, Reason, Rule, found, place_of
from ..words import change, shown

_REASONS: Final = {
    "anybody": Reason("dangerous", "whoever may approve at all may approve this"),
    "fewer": Reason("dangerous", "fewer people have to agree than before"),
    "instead": Reason("low", "the environment asks for approval itself"),
    "removed": Reason("notable", "nobody has to agree any more"),
    "switch": Reason("notable", "nobody has to agree any more before the new version gets the traffic"),
    "more-people": Reason("notable", "more people can let it through"),
    "added": Reason("low", "a run waits for people there"),
    "stricter": Reason("low", "more has to come together before it goes on"),
    "waiting": Reason("low", "a run waits longer or shorter for people"),
    "message": Reason("none"),
}

_FIELDS: Final = ("approval", "switch_approval")


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each approval, of a job, an environment or a switch, that is new, gone or another."""
    for edit in case.edits:
        place, names = place_of(edit.path)
        if names[:2] == ("deploy", "strategy"):
            names = names[2:]
        if names and names[0] in _FIELDS and place.kind in {"job", "environment"} and edit.kind == "changed":
            yield _judge(case, edit, place, str(names[0]), tuple(map(str, names[1:])))


def _judge(case: Case, edit: Edit, place: Place, label: str, below: tuple[str, ...]) -> Finding:
    if not below:
        return _whole(case, edit, place, label)
    text = f"{WHO}: {label}.{below[0]} {_people(edit.before, edit.after, below[0])}"
    return found(_REASONS[_key(below[0], edit.before, edit.after)], place, text, [edit])


def _whole(case: Case, edit: Edit, place: Place, label: str) -> Finding:
    if edit.after is None:
        text = f"{WHO}: {label} is no longer asked for, it was {_said(edit.before)}"
        key = "switch" if label == "switch_approval" else "instead" if _is_asked(case, place) else "removed"
        return found(_REASONS[key], place, text, [edit])
    return found(_REASONS["added"], place, f"{WHO}: {label} is asked for, {_said(edit.after)}", [edit])


def _is_asked(case: Case, place: Place) -> bool:
    """Tell whether a deployment whose job does not ask has to be approved for its environment."""
    asking = {each.name for each in case.after.environments if each.approval is not None}
    jobs = (job for job in case.after.jobs if place.kind == "job" and job.id == place.name)
    return any(job.deploy is not None and job.deploy.environment in asking for job in jobs)


def _said(approval: Approval) -> str:
    who = f" of {shown('', approval.approvers)}" if approval.approvers else ""
    return f"{approval.required}{who}"


def _people(before: Any, after: Any, field: str) -> str:
    if field == "approvers":
        return f"{shown('', before) if before else 'anybody'} → {shown('', after) if after else 'anybody'}"
    return change(field, before, after)


def _key(field: str, before: Any, after: Any) -> str:
    if field == "required":
        return "fewer" if after < before else "stricter"
    if field == "approvers":
        if not after:
            return "anybody"
        return "more-people" if before and not set(after) <= set(before) else "stricter"
    return "waiting" if field == "timeout" else "message"


RULE: Final = Rule("approval", "Who has to agree before something starts.", _REASONS, find)
