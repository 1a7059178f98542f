"""What a job can reach."""

from collections.abc import Iterator
from typing import Final

from ..case import Case
from ..finding import WHO, Finding, Place, Reason, Rule, found

_REASONS: Final = {
    "host": Reason("dangerous", "the job reaches whatever listens on the runner itself, and can listen there"),
    "opened": Reason("notable", "the job can send what it knows to other machines"),
    "closed": Reason("low", "what the job fetches it can fetch no longer"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each job whose network is another, and for each new one on the host's."""
    for name, before, after in case.jobs():
        if after is None:
            continue
        old = before.network if before is not None else "default"
        if old != after.network:
            key = "host" if after.network == "host" else "opened" if old == "none" else "closed"
            text = f"{WHO}: network `{old}` → `{after.network}`"
            finding = found(_REASONS[key], Place("job", name), text, case.under("jobs", name, "network"))
            yield finding if before is not None else finding._replace(after=after.origin)


RULE: Final = Rule("network", "What a job can reach, and who can reach it.", _REASONS, find)
