"""How long results are kept."""

from collections.abc import Iterator
from typing import Final

from ....ir.plan import Retention
from ..case import Case, Edit
from ..finding import PIPELINE, WHO, Finding, Reason, Rule, found, place_of
from ..words import rows, shown

_REASONS: Final = {
    "shorter": Reason("notable", "evidence of what was built and tested is lost earlier"),
    "longer": Reason("low", "results take up room for longer"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each artifact, and for the pipeline's policy, that is kept for another time."""
    for edit in case.under("retention"):
        reason = _REASONS["shorter" if _is_shorter(edit.before or (), edit.after or ()) else "longer"]
        text = f"artifacts.retention {rows(edit.before or (), edit.after or ())}"
        yield found(reason, PIPELINE, text, [edit])
    for edit in case.edits:
        if edit.path[0] == "jobs" and edit.path[2:3] == ("artifacts",) and edit.path[4:] == ("retention",):
            yield _artifact(edit)


def _artifact(edit: Edit) -> Finding:
    place, _ = place_of(edit.path)
    shorter = edit.after is not None and (edit.before is None or edit.after < edit.before)
    before, after = (shown("retention", value) if value is not None else "as the pipeline says" for value in edit[2:4])
    text = f"{WHO}: artifact `{edit.path[3]}` is kept {before} → {after}"
    return found(_REASONS["shorter" if shorter else "longer"], place, text, [edit])


def _is_shorter(before: tuple[Retention, ...], after: tuple[Retention, ...]) -> bool:
    """Tell whether something may be kept for a shorter time; what no policy says is kept as a new one would be."""
    old = {item.pattern: item for item in before}
    new = {item.pattern: item for item in after}
    return any(_less(old.get(name, Retention(name)), new.get(name, Retention(name))) for name in {*old, *new})


def _less(before: Retention, after: Retention) -> bool:
    fewer = after.max_count is not None and (before.max_count is None or after.max_count < before.max_count)
    return after.max_age < before.max_age or after.grace_period < before.grace_period or fewer


RULE: Final = Rule("retention", "How long results are kept.", _REASONS, find)
