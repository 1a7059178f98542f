"""When an instance counts as healthy: checks that are gone, weaker or stricter."""

from collections.abc import Iterator
from typing import Any, Final

from ....ir.values import HealthCheck
from ...changes import Path
from ..case import Case, Edit
from ..finding import WHO, Finding, Place, Reason, Rule, found, place_of
from ..words import change, plain

_REASONS: Final = {
    "removed": Reason("dangerous", "an instance that does not work counts as healthy once it has started"),
    "service": Reason("notable", "steps start before the service can answer"),
    "weaker": Reason("notable", "an instance that hardly works may count as healthy"),
    "other": Reason("notable", "something else than before decides whether an instance is healthy"),
    "stricter": Reason("low", "an instance that counted as healthy may do so no longer"),
    "added": Reason("low", "an instance has to answer before it counts as healthy"),
}

_MORE_IS_WEAKER: Final = frozenset({"timeout", "interval", "retries", "start_period", "failure_threshold"})


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each health check, wherever it stands, that is new, gone or another."""
    for edit in case.edits:
        where, names = place_of(edit.path)
        if names[:1] == ("health_check",) and edit.kind == "changed":
            yield _judge(edit, where, names[1:])


def _judge(edit: Edit, where: Place, below: Path) -> Finding:
    if below:
        name = str(below[0])
        text = f"{WHO}: health_check.{name} {change(name, edit.before, edit.after)}"
        return found(_REASONS[_key(name, edit.before, edit.after)], where, text, [edit])
    if edit.after is None:
        reason = _REASONS["removed" if where.kind == "component" else "service"]
        return found(reason, where, f"{WHO}: health_check is removed, it was {_said(edit.before)}", [edit])
    if edit.before is None:
        return found(_REASONS["added"], where, f"{WHO}: health_check {_said(edit.after)} is added", [edit])
    text = f"{WHO}: health_check {_said(edit.before)} → {_said(edit.after)}"
    return found(_REASONS["other"], where, text, [edit])


def _said(check: HealthCheck) -> str:
    return f"`{plain('', check)}`"


def _key(name: str, before: Any, after: Any) -> str:
    if name in _MORE_IS_WEAKER:
        return "weaker" if after > before else "stricter"
    if name == "success_threshold":
        return "weaker" if after < before else "stricter"
    if name == "expected_body" and (before is None or after is None):
        return "weaker" if after is None else "stricter"
    return "weaker" if name == "type" and after == "tcp" else "other"


RULE: Final = Rule("health-check", "When an instance counts as healthy.", _REASONS, find)
