"""Which objects the artifacts that are kept are made of, and which ones the store has."""

import os
from collections.abc import Iterator
from pathlib import Path

from ..errors import ArtifactError
from . import manifest
from .faults import CorruptedObjectError, MissingObjectError
from .objects import Objects
from .records import ArtifactRecord


def objects_of(objects: Objects, digest: str) -> dict[str, int]:
    """Return the sizes of an artifact's objects by digest, its manifest too; nothing for one that is gone.

    ArtifactError when its manifest is there and cannot be believed: then nobody knows what it needs.
    """
    try:
        data = objects.read(digest, manifest.MOST)
    except MissingObjectError:
        return {}
    except CorruptedObjectError as error:
        raise ArtifactError(
            f"the manifest of artifact {digest} is corrupted, so nobody knows which objects it needs",
            "`pipec artifact verify all` puts it aside; then `pipec artifact gc` works again.",
        ) from error
    found = {entry.digest: entry.size for entry in manifest.decode(data) if not entry.link}
    return {**found, digest: len(data)}


class Needed:
    """The objects that artifacts need: grows with the records that are shown to it, and never forgets."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._artifacts: set[str] = set()
        self._digests: set[str] = set()
        self.last = 0
        """The greatest id that was shown."""

    def __contains__(self, digest: str) -> bool:
        return digest in self._digests

    def add(self, records: tuple[ArtifactRecord, ...]) -> None:
        """Take in records; ArtifactError when a manifest cannot be believed."""
        for record in records:
            self.last = max(self.last, record.id)
            if record.digest not in self._artifacts:
                self._artifacts.add(record.digest)
                self._digests.update(objects_of(self._objects, record.digest))


def stored(directory: Path) -> Iterator[tuple[str, int]]:
    """Yield digest and size of each object that a store has, in the order of digests."""
    root = directory / "objects"
    if not root.is_dir():
        return
    for folder in sorted(os.listdir(root)):  # noqa: PTH208 - names alone, of many files
        with os.scandir(root / folder) as entries:
            found = sorted((entry.name, entry.stat(follow_symlinks=False).st_size) for entry in entries)
        for name, size in found:
            yield folder + name, size
