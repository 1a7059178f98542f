"""What is gone."""

from collections.abc import Iterator
from typing import Final

from ....ir.job import Job
from ....ir.release import Component, Environment
from ..case import Case, Edit
from ..finding import IS, WHO, Finding, Reason, Rule, found, place_of
from .added import about, part

_REASONS: Final = {
    "environment": Reason("dangerous", "what runs there is left running, and nothing deploys to it any more"),
    "component": Reason("notable", "what runs of it is left running, and nothing deploys it any more"),
    "deployment": Reason("notable", "nothing is deployed by it any more"),
    "job": Reason("notable", "what it did is done no more"),
    "step": Reason("low", "what it did is done no more"),
    "order": Reason("low", "it may start before that can answer"),
    "placed": Reason("low", "it runs on other machines than before"),
    "part": Reason("low", "it does less than before"),
    "said": Reason("none"),
}

_HELD: Final = {"depends_on": "order", "steps": "step"}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each thing that is gone and of which no other rule speaks."""
    for edit in case.edits:
        if edit.kind == "removed":
            where, below = place_of(edit.path)
            what = f"{WHO} {IS} removed" if not below else f"{WHO}: {part(tuple(map(str, below)))} is removed"
            yield found(_REASONS[_key(edit)], where, f"{what}{about(edit.before, str(edit.path[-1]))}", [edit])


def _key(edit: Edit) -> str:
    if isinstance(edit.before, Job):
        return "deployment" if edit.before.deploy is not None else "job"
    if isinstance(edit.before, Environment):
        return "environment"
    if isinstance(edit.before, Component):
        return "component"
    if edit.path[-2] in _HELD:
        return _HELD[str(edit.path[-2])]
    if place_of(edit.path)[1][:1] == ("labels",):
        return "placed" if edit.path[0] == "jobs" else "said"
    return "part"


RULE: Final = Rule("removed", "What is gone.", _REASONS, find)
