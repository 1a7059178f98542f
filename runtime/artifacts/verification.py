"""Whether what is stored is what was stored; what is not is put aside, and who can make it again is said."""

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import ArtifactError
from ..state.change import Transaction
from ..state.journal import apply_changes
from ..state.transitions import IllegalTransition
from . import manifest
from .faults import CorruptedObjectError, MissingObjectError
from .locks import locked
from .objects import Objects
from .queries import ArtifactQueries
from .records import ArtifactRecord, VerificationStatus

LEGAL: Final[Mapping[VerificationStatus, frozenset[VerificationStatus]]] = {
    "PENDING": frozenset({"VERIFYING"}),
    # Itself too: a verification that was killed is begun again.
    "VERIFYING": frozenset({"VERIFYING", "VALID", "CORRUPTED", "MISSING"}),
    "VALID": frozenset({"VERIFYING"}),
    "CORRUPTED": frozenset({"VERIFYING", "FAILED"}),
    "MISSING": frozenset({"VERIFYING"}),
    "FAILED": frozenset({"VERIFYING"}),
}
"""From each status of an artifact the ones that may follow. FAILED: corrupted, and nobody can make it again."""


class MoveArtifact(NamedTuple):
    """The artifacts of a content have another status of verification."""

    digest: str
    to: VerificationStatus
    objects: tuple[str, ...] = ()
    """The digests that are corrupted or missing."""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        where = "WHERE digest = ? AND removed IS NULL"
        for (before,) in transaction.execute(f"SELECT DISTINCT status FROM artifacts {where}", (self.digest,)):  # noqa: S608 - constant
            if self.to not in LEGAL[before]:
                raise IllegalTransition(f"artifact `{self.digest}` cannot be {self.to}: it is {before}")
        ended = None if self.to == "VERIFYING" else transaction.now
        transaction.execute(
            f"UPDATE artifacts SET status = ?, verified = coalesce(?, verified) {where}",  # noqa: S608 - a constant
            (self.to, ended, self.digest),
        )
        if ended is not None:
            transaction.event(f"artifact.{self.to.lower()}", self.digest, {"objects": list(self.objects)})


class Finding(NamedTuple):
    """What a verification found of one content: its artifacts, its status, the objects that are not whole."""

    records: tuple[ArtifactRecord, ...]
    status: VerificationStatus
    corrupted: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def recovery(self) -> str:
        """What to do, in a sentence; empty when nothing is wrong."""
        if self.status == "VALID":
            return ""
        makers = [record for record in self.records if record.run]
        if makers:
            last = makers[-1]
            return f"job `{last.job}` makes it again: run the pipeline `{last.pipeline}` as in run {last.run}"
        name = self.records[-1].name
        return f"no job makes it again: add it from its source with `pipec artifact add PATH --name {name}`"


def verify(directory: Path, digest: str, actor: str, whole: set[str], told: Callable[[int], None]) -> Finding:
    """Verify an artifact with all its objects, and write down what was found.

    A corrupted object is moved to the quarantine: its place is free for whoever can store it again.

    Args:
        directory: The state directory.
        digest: The artifact's; it is kept.
        actor: Who wants it, for the record.
        whole: Objects that were verified just now and need not be again; grows.
        told: Called with the bytes of each object that was read.
    """
    objects = Objects(directory / "artifacts")
    apply_changes(directory, actor, MoveArtifact(digest, "VERIFYING"))
    corrupted, missing = _check(objects, digest, whole, told)
    with ArtifactQueries(directory) as queries:
        records = tuple(record for record in queries.of_digest(digest) if record.removed is None)
    status: VerificationStatus = "CORRUPTED" if corrupted else "MISSING" if missing else "VALID"
    moves = [MoveArtifact(digest, status, (*corrupted, *missing))]
    if corrupted and not any(record.run for record in records):
        status = "FAILED"
        moves.append(MoveArtifact(digest, status, tuple(corrupted)))
    apply_changes(directory, actor, *moves)
    return Finding(records, status, tuple(corrupted), tuple(missing))


def _check(
    objects: Objects, digest: str, whole: set[str], told: Callable[[int], None]
) -> tuple[Collection[str], Collection[str]]:
    """Read the objects of an artifact; return those that are corrupted and those that are missing."""
    corrupted: dict[str, None] = {}
    missing: dict[str, None] = {}
    for each in (digest, *_digests(objects, digest)):
        if each in whole or each in corrupted or each in missing:
            continue
        try:
            told(objects.fetch(each))
        except MissingObjectError:
            missing[each] = None
        except CorruptedObjectError:
            corrupted[each] = None
            quarantine(objects, each)
        else:
            whole.add(each)
    return corrupted, missing


def _digests(objects: Objects, digest: str) -> list[str]:
    try:
        data = objects.read(digest, manifest.MOST)
    except (CorruptedObjectError, MissingObjectError):
        return []  # told by whoever fetches it
    return [entry.digest for entry in manifest.decode(data) if not entry.link]


def quarantine(objects: Objects, digest: str) -> None:
    """Put a corrupted object aside, unless a writer has put a whole one in its place meanwhile."""
    aside = objects.directory / "quarantine" / f"{digest}.{os.urandom(4).hex()}"
    with locked(objects.directory / "lock", exclusive=True):
        try:
            objects.fetch(digest)
        except CorruptedObjectError:
            objects.path(digest).rename(aside)
            os.utime(aside)
        except ArtifactError:
            return
