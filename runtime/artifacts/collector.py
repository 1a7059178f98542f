"""The collector: decides on all artifacts, records it, and frees what nothing needs. One at a time."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import ArtifactError
from ..state.change import Transaction
from ..state.journal import apply_changes
from .contents import Needed, objects_of, stored
from .handing.shelf import sweep_archives
from .locks import locked, try_lock
from .objects import Objects
from .pressure import LEVELS, Usage, usage
from .queries import ArtifactQueries
from .records import ArtifactRecord
from .retention import Decision, Moment, decide
from .sweeping import sweep, unneeded
from .writers import claimed, prepare

LIMIT: Final = 1_000
"""Artifacts, and objects, that one round deletes."""

_QUARANTINE: Final = 7 * 86400
"""Seconds that a corrupted object is kept aside."""

_NEEDED: Final = (
    "SELECT EXISTS (SELECT 1 FROM artifacts WHERE id = ? AND removed IS NOT NULL) "
    "OR EXISTS (SELECT 1 FROM artifact_holders WHERE digest = ?)"
)


class Round(NamedTuple):
    """What a round of the collector did, or would do: decisions, deleted objects and their bytes, what is left."""

    decisions: tuple[Decision, ...]
    objects: int
    size: int
    more: bool
    share: float

    @property
    def deleted(self) -> tuple[Decision, ...]:
        """The artifacts that go."""
        return tuple(each for each in self.decisions if each.decision == "delete")


class Decide(NamedTuple):
    """Decisions are recorded, and the artifacts that go are removed, unless something came to need them meanwhile.

    `known` is what was recorded last by artifact: a decision to keep is recorded when it differs from that.
    """

    decisions: tuple[Decision, ...]
    known: Mapping[int, tuple[str, str]]
    share: float
    refused: set[int]
    """Where ids of artifacts are put that are needed after all."""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        self.refused.clear()
        if self.share >= LEVELS[-2].share:
            transaction.event("artifact.pressure", "artifacts", {"share": round(self.share, 4)})
        for each in self.decisions:
            if each.decision == "delete":
                self._remove(transaction, each)
            elif self.known.get(each.record.id) != (each.policy, each.decision):
                _record(transaction, each)

    def _remove(self, transaction: Transaction, each: Decision) -> None:
        record = each.record
        if transaction.execute(_NEEDED, (record.id, record.digest))[0][0]:
            self.refused.add(record.id)
            return
        _record(transaction, each)
        transaction.execute(
            "UPDATE artifacts SET removed = ?, removal = ? WHERE id = ?", (transaction.now, each.reason, record.id)
        )
        context = {"digest": record.digest, "policy": each.policy, "reason": each.reason}
        transaction.event("artifact.deleted", record.label, context, run=record.run)


def collect_garbage(
    directory: Path,
    actor: str,
    *,
    dry_run: bool = False,
    max_size: int | None = None,
    measure: Callable[[Path], Usage] = usage,
) -> Round:
    """Run one round over the store of a state directory.

    Args:
        directory: The state directory.
        actor: Who wants it, for the record.
        dry_run: Decide, and change nothing at all.
        max_size: Bytes that the store may have; what nothing needs goes until it has no more, the oldest first.
        measure: How full the file system is.

    Raises:
        ArtifactError: Another collector is at work; a manifest cannot be believed.
    """
    objects = Objects(directory / "artifacts")
    if not objects.directory.is_dir():
        return Round((), 0, 0, more=False, share=0.0)
    prepare(objects.directory)
    with _alone(objects.directory), ArtifactQueries(directory) as queries:
        found = measure(objects.directory)
        records = queries.all()
        decisions = _decide(objects, queries, records, found, max_size)
        if dry_run:
            return _would(objects, records, decisions, found.share)
        decisions = _settle(directory, actor, decisions, queries.last_decisions(), found.share)
        needed = Needed(objects)
        needed.add(queries.all())
        _clean(objects.directory, found.factor)
        count, size, more = sweep(directory, objects, needed, LIMIT, actor)
        return Round(decisions, count, size, more, found.share)


@contextlib.contextmanager
def _alone(directory: Path) -> Iterator[None]:
    descriptor = try_lock(directory / "collector.lock")
    if descriptor is None:
        raise ArtifactError("another collector is at work on this store", "Wait until it is done: it does the same.")
    try:
        yield
    finally:
        os.close(descriptor)


def _decide(
    objects: Objects,
    queries: ArtifactQueries,
    records: tuple[ArtifactRecord, ...],
    found: Usage,
    max_size: int | None,
) -> tuple[Decision, ...]:
    """Decide on all artifacts; of those that go only as many as one round may delete."""
    excess = found.excess
    if max_size is not None:
        excess = max(excess, sum(size for _, size in stored(objects.directory)) - max_size)
    sizes = {each.digest: objects_of(objects, each.digest) for each in records} if excess > 0 else {}
    now = time.time_ns() // 1_000_000
    decisions = decide(records, queries.references(), Moment(now, found.factor, excess), sizes)
    going = [each for each in decisions if each.decision == "delete"]
    late = {each.record.id for each in going[LIMIT:]}
    return tuple(each for each in decisions if each.record.id not in late)


def _settle(
    directory: Path,
    actor: str,
    decisions: tuple[Decision, ...],
    known: Mapping[int, tuple[str, str]],
    share: float,
) -> tuple[Decision, ...]:
    """Record the decisions; return those that stand."""
    refused: set[int] = set()
    apply_changes(directory, actor, Decide(decisions, known, share, refused))
    return tuple(each for each in decisions if each.record.id not in refused)


def _would(
    objects: Objects, records: tuple[ArtifactRecord, ...], decisions: tuple[Decision, ...], share: float
) -> Round:
    """Return what a round would do; what living writers claim is not asked for, as that cleans up."""
    going = {each.record.id for each in decisions if each.decision == "delete"}
    needed = Needed(objects)
    needed.add(tuple(record for record in records if record.id not in going))
    found = list(unneeded(objects, needed))
    return Round(decisions, min(len(found), LIMIT), sum(s for _, s in found[:LIMIT]), len(found) > LIMIT, share)


def _clean(directory: Path, factor: float) -> None:
    """Remove what dead writers left, archives that nobody fetches any more, and what was aside for long."""
    sweep_archives(directory)
    with locked(directory / "lock", exclusive=True):
        claimed(directory)
    oldest = time.time() - _QUARANTINE * factor
    for path in (directory / "quarantine").iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink()


def _record(transaction: Transaction, each: Decision) -> None:
    transaction.execute(
        "INSERT INTO artifact_decisions (artifact, digest, policy, decision, reason, decided) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (each.record.id, each.record.digest, each.policy, each.decision, each.reason, transaction.now),
    )
