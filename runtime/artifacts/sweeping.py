"""Takes objects that no artifact needs off the disk, beside programs that store new ones."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from ..state.change import Transaction
from ..state.journal import apply_changes
from .contents import Needed, stored
from .locks import locked
from .objects import Objects
from .queries import ArtifactQueries
from .writers import claimed

BATCH: Final = 100
"""Objects that are deleted while writers wait: milliseconds on an idle disk, tenths of a second on a busy one."""


class Swept(NamedTuple):
    """Objects are about to be deleted, which no artifact needs. Digests and sizes in bytes."""

    objects: Sequence[tuple[str, int]]

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        context = {"bytes": sum(size for _, size in self.objects), "objects": [digest for digest, _ in self.objects]}
        transaction.event("artifact.objects-deleted", "artifacts", context)


def unneeded(objects: Objects, needed: Needed) -> Iterator[tuple[str, int]]:
    """Yield the objects that no artifact needs; a writer may need them all the same."""
    return (each for each in stored(objects.directory) if each[0] not in needed)


def sweep(directory: Path, objects: Objects, needed: Needed, limit: int, actor: str) -> tuple[int, int, bool]:
    """Delete what nothing needs, at most `limit` objects; return how many, their bytes, and whether more is left."""
    count, size = 0, 0
    candidates = unneeded(objects, needed)
    while count < limit and (batch := list(islice(candidates, min(BATCH, limit - count)))):
        for _, freed in _sweep_batch(directory, objects, needed, batch, actor):
            count, size = count + 1, size + freed
    return count, size, next(candidates, None) is not None


def _sweep_batch(
    directory: Path, objects: Objects, needed: Needed, batch: Sequence[tuple[str, int]], actor: str
) -> Sequence[tuple[str, int]]:
    """Delete those of a batch that still nothing needs.

    While the lock is held nobody begins to rely on an object. Writers are asked before the database: one that ends
    between the two questions has written there what it kept.
    """
    with locked(objects.directory / "lock", exclusive=True), ArtifactQueries(directory) as queries:
        claims = claimed(objects.directory)
        needed.add(queries.all(after=needed.last))
        going = [each for each in batch if each[0] not in claims and each[0] not in needed]
        if going:
            apply_changes(directory, actor, Swept(going))
        for digest, _ in going:
            objects.path(digest).unlink(missing_ok=True)
        return going
