"""What has another name and is otherwise recognised by its content."""

from collections.abc import Iterator
from typing import Final

from ..case import Case, Edit
from ..finding import PIPELINE, WHO, Finding, Reason, Rule, found, place_of, verb
from ..graphs import deployments
from .added import part

WAS: Final = verb("was", "were")

_REASONS: Final = {
    "environment": Reason(
        "dangerous", "engines know it by its name: all starts anew, and what runs now is left running"
    ),
    "component": Reason("dangerous", "engines know it by its name: it starts anew, and what runs now is left running"),
    "deploying": Reason("dangerous", "engines know what it deploys by its name: all starts anew beside what runs now"),
    "pipeline": Reason("notable", "engines and forges know it by its name: its history stays with the old one"),
    "parameter": Reason("notable", "runs that are started with the old name fail"),
    "job": Reason("low", "who asks for it by name, as a required check, does not find it"),
    "part": Reason("low", "who asks for it by name does not find it"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each thing that has another name."""
    for edit in case.edits:
        if edit.path == ("name",):
            key = "deploying" if any(deployments(case.after)) else "pipeline"
            text = f"pipeline `{edit.before}` is called `{edit.after}` now"
            yield found(_REASONS[key], PIPELINE, text, [edit])
        elif edit.kind == "renamed":
            yield _renamed(edit)


def _renamed(edit: Edit) -> Finding:
    where, below = place_of(edit.path)
    if below:
        return found(
            _REASONS["part"], where, f"{WHO}: {part(tuple(map(str, below)))} was called `{edit.before}`", [edit]
        )
    if where.kind == "job" and not where.part and edit.names[0] != edit.names[1]:
        return found(_REASONS["job"], where, f"{WHO} {WAS} called `{edit.names[0]}`", [edit])
    key = "part" if where.part or where.kind == "pipeline" else where.kind
    return found(_REASONS[key], where, f"{WHO} {WAS} called `{edit.before}`", [edit])


RULE: Final = Rule("renamed", "What has another name.", _REASONS, find)
