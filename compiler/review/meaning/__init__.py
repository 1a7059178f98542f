"""What a change comes to: statements about two plans, each with a level and its reason.

Rules find, one thing at one place; the same finding at several places becomes one statement. A rule that knows what a
change means speaks before those that know only that a field is another.
"""

from collections.abc import Iterator, Sequence

from ...ir.plan import Plan
from ..changes import Change, Path
from ..compare import compare
from ..statement import Review
from .case import Case, Edit, make_case
from .folding import Entry, folded
from .placing import located
from .registry import RULES

__all__ = ["review"]


def review(before: Plan | None, after: Plan | None, changes: Sequence[Change] | None = None) -> Review:
    """Return what a change of one pipeline does; a side is None where the pipeline is not there.

    `changes` are those of `compare`, which is called where they are not given. The same plans give the same review.
    """
    if before is None or after is None:
        present = after or before
        if present is None:
            return Review(None, None)
        nothing = Plan(present.name, ())
        case = make_case(before or nothing, after or nothing, ())
        return Review(before, after, (), folded(case, entries(case)))
    found = tuple(compare(before, after) if changes is None else changes)
    if not found:
        return Review(before, after)
    case = make_case(_renamed(before, found), after, found)
    return Review(before, after, found, folded(case, entries(case)))


def _renamed(before: Plan, changes: Sequence[Change]) -> Plan:
    """Return the old plan with the names of the new one."""
    renames = tuple(change for change in changes if change.kind == "renamed")
    if not renames:
        return before
    from ..apply import apply

    return apply(before, renames)


def entries(case: Case) -> Iterator[Entry]:
    """Yield what the rules find; every edit of the case is told by at least one entry."""
    told: set[tuple[str, Path]] = set()
    for order, rule in enumerate(RULES):
        found = list(rule.find(case._replace(edits=tuple(edit for edit in case.edits if _key(edit) not in told))))
        new = [item for item in found if not item.tells or any(_key(edit) not in told for edit in item.tells)]
        yield from (Entry(order, rule.name, located(case, item)) for item in new)
        told.update(_key(edit) for item in new for edit in item.tells)


def _key(edit: Edit) -> tuple[str, Path]:
    return edit.kind, edit.path
