"""Which jobs must wait for what, and which may start earlier."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ....ir.job import Job
from ..case import Case, Edit
from ..finding import WHO, Finding, Place, Reason, Rule, found, verb
from ..graphs import Reach
from ..naming import listed

_REASONS: Final = {
    "first": Reason("low", "it waits for nothing and starts with the run"),
    "earlier": Reason("low", "it may start earlier, and before that has succeeded"),
    "later": Reason("low", "it starts later, and only if that succeeds"),
    "same": Reason("none"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each job on both sides that waits for other jobs than before."""
    known = {job.id: job for job in case.before.jobs}
    changed = []
    for job in case.after.jobs:
        was = known.get(job.id)
        old, new = ([each.job for each in side.depends_on] if side is not None else [] for side in (was, job))
        lost, gained = [name for name in old if name not in new], [name for name in new if name not in old]
        if was is not None and (lost or gained):
            changed.append(_Waits(job, lost, gained))
    if changed:
        reaches = (Reach(case.before), Reach(case.after))
        for waits in changed:
            yield from _lost(case, waits, *reaches)
            yield from _gained(case, waits, *reaches)


class _Waits(NamedTuple):
    """A job, and the jobs that it waits for no longer, or newly, directly."""

    job: Job
    lost: list[str]
    gained: list[str]


def _lost(case: Case, waits: _Waits, before: Reach, after: Reach) -> Iterator[Finding]:
    job = waits.job
    gone = [name for name in waits.lost if not after.waits(job.id, name)]
    kept = [name for name in waits.lost if name not in gone]
    place = Place("job", job.id)
    if gone:
        others = [name for name in after.waiting(job.id) if _all(before, name, gone) and not _any(after, name, gone)]
        text = f"{WHO} may start without waiting for {', '.join(before.names.of(gone))}{_also(after, others)}"
        yield found(_REASONS["earlier" if job.depends_on else "first"], place, text, _edits(case, job, gone))
    if kept:
        text = f"{WHO} still {verb('comes', 'come')} after {', '.join(before.names.of(kept))}, through others"
        yield found(_REASONS["same"], place, text, _edits(case, job, kept))


def _gained(case: Case, waits: _Waits, before: Reach, after: Reach) -> Iterator[Finding]:
    job = waits.job
    new = [name for name in waits.gained if not before.waits(job.id, name)]
    kept = [name for name in waits.gained if name not in new]
    place = Place("job", job.id)
    if new:
        others = [name for name in after.waiting(job.id) if before.waits(name, job.id) and not _any(before, name, new)]
        text = f"{WHO} must now wait for {', '.join(after.names.of(new))}{_also(after, others)}"
        yield found(_REASONS["later"], place, text, _edits(case, job, new))
    if kept:
        said = ", ".join(after.names.of(kept))
        text = f"{WHO} {verb('waits', 'wait')} for {said} directly, before through others"
        yield found(_REASONS["same"], place, text, _edits(case, job, kept))


def _all(reach: Reach, job: str, others: list[str]) -> bool:
    return all(reach.waits(job, other) for other in others)


def _any(reach: Reach, job: str, others: list[str]) -> bool:
    return any(reach.waits(job, other) for other in others)


def _also(after: Reach, others: list[str]) -> str:
    """Return the jobs after it for which the same holds."""
    return f", and so {listed(after.names.of(others))} after it" if others else ""


def _edits(case: Case, job: Job, others: list[str]) -> list[Edit]:
    return [edit for edit in case.under("jobs", job.id, "depends_on") if edit.path[-1] in others]


RULE: Final = Rule("order", "Which jobs must wait for what, and which may start earlier.", _REASONS, find)
