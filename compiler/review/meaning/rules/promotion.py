"""Which releases an environment takes: those that were healthy in another one before."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Place, Reason, Rule, found

_REASONS: Final = {
    "gone": Reason("dangerous", "a release may enter that was never healthy in the environment before"),
    "other": Reason("notable", "a release has to be healthy elsewhere than before"),
    "new": Reason("low", "a release has to be healthy there first"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each environment that takes its releases from elsewhere than before."""
    for name, before, after in case.environments():
        edits = case.under("environments", name, "after")
        if before is None or after is None or before.after == after.after or not edits:
            continue
        place = Place("environment", name)
        if after.after is None:
            text = f"{WHO}: after `{before.after}` is removed, releases need not have been there"
            yield found(_REASONS["gone"], place, text, edits)
        elif before.after is None:
            text = f"{WHO}: takes only releases that are healthy in `{after.after}`"
            yield found(_REASONS["new"], place, text, edits)
        else:
            text = f"{WHO}: takes releases that are healthy in `{after.after}`, before in `{before.after}`"
            yield found(_REASONS["other"], place, text, edits)


RULE: Final = Rule("promotion", "Which releases an environment takes.", _REASONS, find)
