"""The store of a state directory, as jobs use it: keep, place, verify. Calls wait for the disk: use a thread."""

import contextlib
import errno
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Final

from compiler.ir.job import Artifact

from ..errors import ArtifactError
from . import manifest
from .collect import collect
from .faults import CorruptedObjectError, MissingObjectError
from .objects import Batch, Objects
from .place import place
from .pressure import refuse_when_full
from .records import Kept
from .writers import prepare

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class ArtifactStore:
    """The store of a state directory; threads and processes may share it.

    What was kept is safe from collectors until `close`, also before the database knows of it.
    """

    def __init__(self, directory: Path, *, secret: Callable[[str], bool] = lambda _: False) -> None:
        """Use the state directory `directory`; nothing is made before something is kept.

        `secret` tells whether a text holds the value of a secret: no such name is kept.
        """
        self.directory = directory / "artifacts"
        self.objects = Objects(self.directory)
        self._secret = secret

    def keep(self, run: str, job: str, artifact: Artifact, workspace: Path, seen_as: Sequence[str] = ()) -> Kept | None:
        """Store what the globs of an artifact select; durable on return, then `KeepArtifact` belongs in the journal.

        Args:
            run: The run, for messages.
            job: The job's instance, for messages.
            artifact: What is kept.
            workspace: Where it is; programs may still run in it.
            seen_as: Absolute paths by which the steps knew the workspace, where they are others than its own.

        Returns:
            What was kept; None when an optional artifact matches nothing.

        Raises:
            ArtifactError: Nothing matches; something cannot be kept (see `collect`); there is no room.
        """
        del run
        with self._telling(f"artifact `{artifact.name}` of job `{job}`"):
            if workspace.is_symlink():
                raise ArtifactError(
                    "a link stands where the workspace was", "Let no step replace the workspace itself."
                )
            return self.keep_tree(artifact.name, workspace, artifact.paths, optional=artifact.optional, seen_as=seen_as)

    def keep_tree(
        self, name: str, root: Path, globs: Sequence[str], *, optional: bool = False, seen_as: Sequence[str] = ()
    ) -> Kept | None:
        """Store what globs select below a folder; as `keep`."""
        with self.storing() as batch:
            entries = collect(batch, root, globs, seen_as)
            if not entries:
                if optional:
                    return None
                raise ArtifactError(
                    f"no file matches {', '.join(globs)}",
                    "correct its `paths`, or let it be `optional`",
                    failure_class="code",
                )
            self._refuse_secrets(entries)
            return keep_entries(batch, name, entries)

    def _refuse_secrets(self, entries: Sequence[manifest.Entry]) -> None:
        """Refuse names and targets of links that hold a secret: they would stand in the state, and are shown."""
        if self._secret("\n".join(f"{entry.path}\n{entry.link}" for entry in entries)):
            raise ArtifactError(
                "the name of a file holds the value of a secret",
                "Let no step make files whose names have a secret in them.",
                failure_class="configuration",
            )

    @contextlib.contextmanager
    def storing(self) -> Iterator[Batch]:
        """Store objects, durable when the block ends; ArtifactError when there is no room for them."""
        try:
            prepare(self.directory)
            refuse_when_full(self.directory)
            with self.objects.storing() as batch:
                yield batch
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise ArtifactError(
                    f"there is no room left in {self.directory}",
                    "`pipec artifact gc` frees what nothing needs.",
                    failure_class="resource",
                ) from error
            raise ArtifactError(f"{self.directory} cannot be written: {error.strerror}") from error

    def place(
        self, digest: str, destination: str, workspace: Path, taken: MutableMapping[str, str], source: str = ""
    ) -> int:
        """Write an artifact below a workspace; return how many files and links it has.

        Args:
            digest: The artifact's.
            destination: The folder, relative to the workspace; `.` is the workspace.
            workspace: A folder that is there.
            taken: Paths that other inputs wrote, to who wrote them; grows.
            source: Who this one is in messages: `JOB.ARTIFACT`.

        Raises:
            ArtifactError: It would write outside, or over another input; contents are missing or corrupted.
        """
        source = source or f"artifact {digest[:12]}"
        with self._telling(source):
            return place(self.objects, self.entries(digest), destination, workspace, taken, source)

    def entries(self, digest: str) -> tuple[manifest.Entry, ...]:
        """Return the tree of an artifact; ArtifactError when its manifest is missing, corrupted or none."""
        return manifest.decode(self.objects.read(digest, manifest.MOST))

    def missing(self, digest: str) -> bool:
        """Tell whether the artifact, or any object of it, is not there; nothing is read but the manifest."""
        try:
            entries = self.entries(digest)
        except (MissingObjectError, CorruptedObjectError):
            return True
        return not all(entry.link or self.objects.path(entry.digest).exists() for entry in entries)

    def verify(self, digest: str) -> None:
        """Read all of an artifact; CorruptedObjectError or MissingObjectError for the first object not whole."""
        for entry in self.entries(digest):
            if not entry.link:
                self.objects.fetch(entry.digest)

    def close(self) -> None:
        """Say that the database knows of all that was kept."""
        self.objects.close()

    @contextlib.contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Put before what is wrong what it is about."""
        try:
            yield
        except (CorruptedObjectError, MissingObjectError) as error:
            raise type(error)(error.digest, what) from error
        except ArtifactError as error:
            raise ArtifactError(f"{what}: {error}", error.help, failure_class=error.failure_class) from error
        except OSError as error:
            raise ArtifactError(f"{what}: {error.strerror}", failure_class="infrastructure") from error


def keep_entries(batch: Batch, name: str, entries: Sequence[manifest.Entry]) -> Kept:
    """Store the manifest of entries whose contents are in the batch; return what is kept."""
    manifest.check(entries)
    stored = batch.add_bytes(manifest.encode(entries))
    original = entries[0].path if len(entries) == 1 else ""
    return Kept(name, stored.digest, len(entries), sum(entry.size for entry in entries), original)
