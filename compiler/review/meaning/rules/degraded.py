"""What a runner may ignore that it had to keep."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Place, Reason, Rule, found

_REASONS: Final = {
    "more": Reason("notable", "a runner that cannot do it goes on without it"),
    "less": Reason("low", "a runner that cannot do it refuses the job now"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each job of which a runner may ignore other things than before."""
    for name, before, after in case.jobs():
        edits = case.under("jobs", name, "allow_degraded")
        if before is not None and after is not None and edits:
            more = [each for each in after.allow_degraded if each not in before.allow_degraded]
            less = [each for each in before.allow_degraded if each not in after.allow_degraded]
            if more:
                text = f"{WHO}: a runner may now ignore {_quoted(more)}"
                yield found(_REASONS["more"], Place("job", name), text, edits)
            if less:
                text = f"{WHO}: a runner may no longer ignore {_quoted(less)}"
                yield found(_REASONS["less"], Place("job", name), text, edits)


def _quoted(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


RULE: Final = Rule("degraded", "What a runner may ignore.", _REASONS, find)
