"""What is written to the state of artifacts: each change writes its rows and one event.

References are not counted: a count would have to be set right after each crash. Which runs have not ended, what a pin
or a release names, is asked of the tables at the moment of the decision, inside the transaction that decides.
"""

from typing import NamedTuple, Self

from compiler.ir.job import Artifact, Job
from compiler.ir.plan import Plan

from ..errors import ArtifactError
from ..state.change import Transaction
from .policy import Policy, policy_for
from .records import ArtifactRecord, Kept, ReferenceKind

_TREE = "inode/directory"
_MAKE_AGAIN = "Run the job that makes it again."


class KeepArtifact(NamedTuple):
    """A job has kept an artifact, whose objects are durable; an earlier attempt's one of that name is replaced."""

    run: str
    job: str
    kept: Kept
    pipeline: str = ""
    policy: Policy = Policy()
    compression: str = "gzip"

    @classmethod
    def of(cls, run: str, plan: Plan, job: Job, artifact: Artifact, kept: Kept) -> Self:
        """Return the change for what a job of a plan kept."""
        policy = policy_for(plan.retention, job, artifact)
        return cls(run, job.id, kept, plan.name, policy, artifact.compression)

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        if self.run:
            transaction.execute(
                "UPDATE artifacts SET removed = ?, removal = 'replaced by a later attempt' "
                "WHERE run = ? AND job = ? AND name = ? AND removed IS NULL",
                (transaction.now, self.run, self.job, self.kept.name),
            )
        transaction.execute(
            "INSERT INTO artifacts (digest, run, job, name, pipeline, original, media_type, files, size, compression, "
            "pattern, max_age, grace, max_count, created, accessed) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(self.kept.digest, self.run, self.job, self.kept.name, self.pipeline, self.kept.original),
                *(_media_type(self.kept), self.kept.files, self.kept.size, self.compression),
                *self.policy,
                *(transaction.now, transaction.now),
            ),
        )
        context = {"digest": self.kept.digest, "files": self.kept.files, "size": self.kept.size}
        resource = f"{self.job}.{self.kept.name}" if self.job else self.kept.name
        transaction.event("artifact.kept", resource, context, run=self.run)


class TakeArtifact(NamedTuple):
    """A run takes an artifact over from an earlier one, and refers to it from now on.

    ArtifactError when it is not kept any longer: between looking for it and this, a collector may have come.
    """

    run: str
    record: ArtifactRecord

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        record = self.record
        if not transaction.execute("SELECT 1 FROM artifacts WHERE digest = ? AND removed IS NULL", (record.digest,)):
            raise ArtifactError(f"the artifact {record.label} of run {record.run} was deleted meanwhile", _MAKE_AGAIN)
        kept = Kept(record.name, record.digest, record.files, record.size, record.original)
        change = KeepArtifact(self.run, record.job, kept, record.pipeline, record.policy, record.compression)
        change.apply(transaction)


class UseArtifact(NamedTuple):
    """An artifact was placed or fetched: its last use is now. No event: the run that used it has its own."""

    digest: str

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        transaction.execute(
            "UPDATE artifacts SET accessed = max(accessed, ?) WHERE digest = ? AND removed IS NULL",
            (transaction.now, self.digest),
        )


class Refer(NamedTuple):
    """Something needs an artifact until it says otherwise: a pin by its holder, or a release by its id.

    ArtifactError when the artifact is not kept (any longer). Said again, the newer reason stands.
    """

    digest: str
    kind: ReferenceKind
    holder: str
    reason: str = ""
    actor: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        if not transaction.execute("SELECT 1 FROM artifacts WHERE digest = ? AND removed IS NULL", (self.digest,)):
            raise ArtifactError(
                f"there is no artifact {self.digest}", "`pipec artifact list` shows those that there are."
            )
        transaction.execute(
            "INSERT OR REPLACE INTO artifact_references (digest, kind, holder, reason, actor, created) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (*self, transaction.now),
        )
        context = {"kind": self.kind, "holder": self.holder, "reason": self.reason, "actor": self.actor}
        transaction.event("artifact.referred", self.digest, context)


class Unrefer(NamedTuple):
    """Something does not need an artifact any more. ArtifactError when it did not."""

    digest: str
    kind: ReferenceKind
    holder: str
    reason: str = ""
    actor: str = ""

    def apply(self, transaction: Transaction) -> None:
        """Write it."""
        key = (self.digest, self.kind, self.holder)
        where = "WHERE digest = ? AND kind = ? AND holder = ?"
        if not transaction.execute(f"SELECT 1 FROM artifact_references {where}", key):  # noqa: S608 - a constant
            raise ArtifactError(f"{self.digest} has no {self.kind} of that name", "`pipec artifact show` lists them.")
        transaction.execute(f"DELETE FROM artifact_references {where}", key)  # noqa: S608 - a constant
        context = {"kind": self.kind, "holder": self.holder, "reason": self.reason, "actor": self.actor}
        transaction.event("artifact.released", self.digest, context)


def _media_type(kept: Kept) -> str:
    if not kept.original:
        return _TREE
    from mimetypes import guess_type

    return guess_type(kept.original)[0] or "application/octet-stream"
