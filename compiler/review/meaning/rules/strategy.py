"""How a deployment goes: another strategy, another environment, other components."""

from collections.abc import Iterator
from typing import Any, Final

from ....ir.release import AllAtOnce
from ..case import Case
from ..finding import WHO, Finding, Place, Reason, Rule, found
from ..words import plain

_REASONS: Final = {
    "outage": Reason("dangerous", "each deployment stops everything before anything starts"),
    "other": Reason("notable", "the deployment goes another way, which has not been tried there"),
    "elsewhere": Reason("dangerous", "what was deployed to one environment goes to another"),
    "more": Reason("notable", "the job changes more of the environment than before"),
    "fewer": Reason("notable", "what is no longer named is not deployed by this job"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each deployment that goes by another strategy, elsewhere, or with other components."""
    for name, before, after in case.jobs():
        if before is None or after is None or before.deploy is None or after.deploy is None:
            continue
        place, base = Place("job", name), ("jobs", name, "deploy")
        for edit in case.under(*base, "strategy"):
            if len(edit.path) == len(base) + 1:
                key = "outage" if isinstance(edit.after, AllAtOnce) else "other"
                text = f"{WHO}: strategy {_said(edit.before)} → {_said(edit.after)}"
                yield found(_REASONS[key], place, text, [edit])
        for edit in case.under(*base, "environment"):
            text = f"{WHO}: deploys to `{edit.after}`, before to `{edit.before}`"
            yield found(_REASONS["elsewhere"], place, text, [edit])
        for edit in case.under(*base, "components"):
            if edit.kind in {"added", "removed"}:
                also = edit.kind == "added"
                text = f"{WHO}: {'also' if also else 'no longer'} deploys `{edit.path[-1]}`"
                yield found(_REASONS["more" if also else "fewer"], place, text, [edit])


def _said(strategy: Any) -> str:
    below = plain("", strategy).removeprefix(f"type {strategy.type}").removeprefix(", ")
    return f"`{strategy.type}`" + (f" (`{below}`)" if below and below != "as usual" else "")


RULE: Final = Rule("strategy", "How a deployment goes, where to, and with what.", _REASONS, find)
