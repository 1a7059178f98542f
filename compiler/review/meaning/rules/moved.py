"""What stands elsewhere in a list whose order counts."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Reason, Rule, found, place_of
from .added import part

_REASONS: Final = {
    "step": Reason("low", "steps run in another order"),
    "part": Reason("low", "the first of a list is what others are told of"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each thing that stands elsewhere."""
    for edit in case.edits:
        if edit.kind == "moved":
            where, below = place_of(edit.path)
            what = WHO if not below else f"{WHO}: {part(tuple(map(str, below)))}"
            to = f"after `{edit.after}`, before it was after" if edit.after else "first, before it was after"
            old = f"`{edit.before}`" if edit.before else "nothing"
            yield found(_REASONS["part" if below else "step"], where, f"{what} comes {to} {old}", [edit])


RULE: Final = Rule("moved", "What stands elsewhere in a list whose order counts.", _REASONS, find)
