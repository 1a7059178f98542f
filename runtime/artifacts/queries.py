"""Reads what is known of artifacts: from any thread and process, beside whoever writes."""

from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from ..errors import ArtifactError
from ..state.queries import Queries
from .policy import Policy
from .records import ArtifactRecord, Reference

_COLUMNS: Final = (
    "id, digest, run, job, name, pipeline, original, media_type, files, size, compression, pattern, max_age, grace, "
    "max_count, created, accessed, status, verified, removed, removal"
)
_BEFORE_POLICY: Final = 11
_AFTER_POLICY: Final = _BEFORE_POLICY + len(Policy._fields)
_SHOWN: Final = 5
"""How many candidates an error names."""

_LEAST: Final = 6
"""Digits of a digest that may stand for all of it."""


class ArtifactQueries:
    """The artifacts of a state directory; where there is no database, there are none. Use it in a `with`."""

    def __init__(self, directory: Path) -> None:
        self._queries = Queries(directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._queries.close()

    def all(self, run: str | None = None, job: str | None = None, after: int = 0) -> tuple[ArtifactRecord, ...]:
        """Return the artifacts that are kept, the oldest first; of a run, of a job, with a greater id than `after`."""
        return self._records(
            "WHERE removed IS NULL AND (? IS NULL OR run = ?) AND (? IS NULL OR job = ?) AND id > ? ORDER BY id",
            (run, run, job, job, after),
        )

    def of_run(self, run: str) -> dict[tuple[str, str], ArtifactRecord]:
        """Return what the jobs of a run kept, by job and artifact."""
        return {(record.job, record.name): record for record in self.all(run)}

    def of_digest(self, digest: str) -> tuple[ArtifactRecord, ...]:
        """Return the artifacts that have this content, kept or removed, the oldest first."""
        return self._records("WHERE digest = ? ORDER BY id", (digest,))

    def resolve(self, text: str) -> str:
        """Return the digest that a text means: all of it or its beginning, with or without `sha256:`."""
        digits = text.removeprefix("sha256:").lower()
        if len(digits) < _LEAST or set(digits) - set("0123456789abcdef"):
            raise ArtifactError(f"`{text}` is no digest", f"A digest has 64 hex digits; {_LEAST} may stand for it.")
        # By range, so that the index serves: `g` comes after all hex digits.
        rows = self._queries.execute(
            "SELECT DISTINCT digest FROM artifacts WHERE removed IS NULL AND digest >= ? AND digest < ? LIMIT ?",
            (digits, f"{digits}g", _SHOWN + 1),
        )
        if not rows:
            raise ArtifactError(f"there is no artifact {text}", "`pipec artifact list` shows those that there are.")
        if len(rows) > 1:
            names = ", ".join(row[0][:16] for row in rows[:_SHOWN])
            raise ArtifactError(f"`{text}` is the beginning of several digests", f"They begin: {names}.")
        return str(rows[0][0])

    def references(self, digest: str | None = None) -> tuple[Reference, ...]:
        """Return why artifacts must stay, all of them or one, by digest: runs that have not ended, pins, releases."""
        rows = self._queries.execute(
            "SELECT digest, kind, holder, reason, actor, created FROM artifact_holders "
            "WHERE ? IS NULL OR digest = ? ORDER BY digest, kind, holder",
            (digest, digest),
        )
        return tuple(map(Reference._make, rows))

    def last_decisions(self) -> dict[int, tuple[str, str]]:
        """Return policy and decision that were recorded last of each artifact, by its id."""
        rows = self._queries.execute(
            "SELECT artifact, policy, decision FROM artifact_decisions WHERE serial IN "
            "(SELECT max(serial) FROM artifact_decisions GROUP BY artifact)",
            (),
        )
        return {artifact: (policy, decision) for artifact, policy, decision in rows}

    def decisions(self, digest: str) -> tuple[tuple[Any, ...], ...]:
        """Return what was decided of a content: policy, decision, reason, time; the oldest first."""
        return tuple(
            self._queries.execute(
                "SELECT policy, decision, reason, decided FROM artifact_decisions WHERE digest = ? ORDER BY serial",
                (digest,),
            )
        )

    def _records(self, where: str, parameters: tuple[Any, ...]) -> tuple[ArtifactRecord, ...]:
        rows = self._queries.execute(f"SELECT {_COLUMNS} FROM artifacts {where}", parameters)  # noqa: S608 - constants
        return tuple(
            ArtifactRecord._make(
                (*row[:_BEFORE_POLICY], Policy._make(row[_BEFORE_POLICY:_AFTER_POLICY]), *row[_AFTER_POLICY:])
            )
            for row in rows
        )
