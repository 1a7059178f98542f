"""How many runs go at a time, and what happens to those that are overtaken."""

from collections.abc import Iterator
from typing import Any, Final

from ..case import Case, Edit
from ..finding import PIPELINE, Finding, Reason, Rule, found
from ..graphs import deployments
from ..words import change, plain

_REASONS: Final = {
    "deploying": Reason("dangerous", "two runs may deploy to one environment at the same time"),
    "cancelled": Reason("notable", "a deployment can be stopped half way by a newer run"),
    "more": Reason("notable", "more runs go at the same time, on what they share"),
    "other": Reason("low", "runs wait for each other otherwise than before"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each setting of the pipeline's concurrency that is another."""
    for edit in case.under("concurrency"):
        below = edit.path[1:]
        name = str(below[0]) if below else ""
        yield found(_REASONS[_key(case, name, edit)], PIPELINE, _text(name, edit), [edit])


def _key(case: Case, name: str, edit: Edit) -> str:
    deploying = any(deployments(case.after))
    if not name:
        wider = edit.after is None
    elif name == "cancel_in_progress":
        return "cancelled" if edit.after and deploying else "other"
    else:
        wider = name == "limit" and edit.after > edit.before
    return ("deploying" if deploying else "more") if wider else "other"


def _text(name: str, edit: Edit) -> str:
    if name:
        return f"concurrency.{name} {change(name, edit.before, edit.after)}"
    shown: Any = edit.after if edit.after is not None else edit.before
    return f"concurrency `{plain('', shown)}` is {'added' if edit.after is not None else 'removed'}"


RULE: Final = Rule("concurrency", "How many runs go at a time.", _REASONS, find)
