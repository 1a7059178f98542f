"""What is known of artifacts. Digests are 64 hex digits of SHA-256; sizes in bytes; times in ms since 1970."""

from typing import Literal, NamedTuple

from .policy import Policy

ReferenceKind = Literal["run", "pin", "release"]
"""`run` is never written down: a run that has not ended refers to all that its jobs kept."""

VerificationStatus = Literal["PENDING", "VERIFYING", "VALID", "CORRUPTED", "MISSING", "FAILED"]


PIN = "pin"
"""The holder of a pin: there is one for each artifact, whoever set it."""


class Kept(NamedTuple):
    """An artifact that is in the store, durable. `digest` is that of its manifest.

    `original` is the path of its only file, empty when there are several.
    """

    name: str
    digest: str
    files: int
    size: int
    original: str = ""


class ArtifactRecord(NamedTuple):
    """An artifact as the database has it; `run` and `job` are empty for an added one."""

    id: int
    digest: str
    run: str
    job: str
    name: str
    pipeline: str
    original: str
    media_type: str
    files: int
    size: int
    compression: str
    policy: Policy
    created: int
    accessed: int
    status: VerificationStatus
    verified: int | None
    removed: int | None
    removal: str

    @property
    def label(self) -> str:
        """How it is called: `JOB.ARTIFACT`, or the name alone of an added one."""
        return f"{self.job}.{self.name}" if self.job else self.name


class Reference(NamedTuple):
    """Why an artifact must stay: a run that has not ended, a pin, a release."""

    digest: str
    kind: ReferenceKind
    holder: str
    reason: str
    actor: str
    created: int

    @property
    def sentence(self) -> str:
        """Why the artifact must stay, for people."""
        if self.kind == "run":
            return f"run {self.holder} has not ended: it is {self.reason}"
        if self.kind == "pin":
            return f"pinned by {self.actor}: {self.reason}"
        return f"release {self.holder} needs it"
