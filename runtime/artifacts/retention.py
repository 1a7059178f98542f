"""Which artifacts go: decided from what is known of them, without touching anything."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from .policy import GRACE
from .records import ArtifactRecord, Reference

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR

Verdict = Literal["keep", "delete", "spare"]
"""`spare` stays while there is room, and goes, the oldest first, when there is none."""


class Standing(NamedTuple):
    """A row of the standing table, in seconds: for artifacts of this age that nobody used for so long."""

    age: int
    idle: int
    verdict: Verdict
    reason: str


STANDING: Final = (
    Standing(30 * _DAY, 7 * _DAY, "delete", "over 30 days old, not used for 7 days"),
    Standing(30 * _DAY, 0, "spare", "over 30 days old, used within 7 days"),
    Standing(7 * _DAY, 72 * _HOUR, "delete", "over 7 days old, not used for 72 hours"),
    Standing(7 * _DAY, 0, "spare", "over 7 days old, used within 72 hours"),
    Standing(0, 0, "keep", "under 7 days old"),
)
"""What holds without any rule, the first row that fits. What something refers to is kept before this is asked."""


class Decision(NamedTuple):
    """What becomes of an artifact, by whose rule, and why."""

    record: ArtifactRecord
    policy: str
    decision: Literal["keep", "delete"]
    reason: str


class Moment(NamedTuple):
    """When is decided, in milliseconds since 1970; what periods are multiplied by; how many bytes must go."""

    now: int
    factor: float = 1.0
    excess: int = 0


def decide(
    records: Sequence[ArtifactRecord],
    references: Iterable[Reference],
    moment: Moment,
    objects: Mapping[str, Mapping[str, int]],
) -> list[Decision]:
    """Return a decision on each artifact.

    Args:
        records: All that are kept.
        references: Why some must stay.
        moment: What holds now.
        objects: The sizes of an artifact's objects by their digests, by the artifact's digest. Asked only when
            something must go: what is shared with others frees nothing.
    """
    why = {reference.digest: reference for reference in references}
    surplus = _surplus(records)
    found = [_judge(record, why.get(record.digest), record.id in surplus, moment) for record in records]
    going = _room(found, moment, objects)
    return [_decided(record, policy, verdict, reason, record.id in going) for record, policy, verdict, reason in found]


_Judged = tuple[ArtifactRecord, str, Verdict, str]


def _judge(record: ArtifactRecord, reference: Reference | None, surplus: bool, moment: Moment) -> _Judged:
    if reference is not None:
        return record, reference.kind, "keep", reference.sentence
    if moment.factor == 0:
        return record, "pressure", "delete", "the file system is nearly full, and nothing needs it"
    age = (moment.now - record.created) / 1000
    idle = (moment.now - record.accessed) / 1000
    verdict, reason = _by_age(record, surplus, age, idle, moment.factor)
    return record, record.policy.name, verdict, reason


def _by_age(record: ArtifactRecord, surplus: bool, age: float, idle: float, factor: float) -> tuple[Verdict, str]:
    policy = record.policy
    if policy.max_age is None:
        row = next((row for row in STANDING if age >= row.age * factor and idle >= row.idle * factor), STANDING[-1])
        return row.verdict, row.reason
    grace = GRACE if policy.grace is None else policy.grace
    if age < grace * factor:
        return "keep", "in its grace period"
    if surplus:
        return "delete", f"more than {policy.max_count} are kept"
    if age < policy.max_age * factor:
        return "spare", "younger than its greatest age"
    if idle < grace * factor:
        return "spare", "older than its greatest age, but used within its grace period"
    return "delete", "older than its greatest age"


def _surplus(records: Sequence[ArtifactRecord]) -> set[int]:
    """Return the ids of artifacts that have as many newer ones as their rule keeps, for each job and name.

    Equal contents count once: a run that took an artifact over from an earlier one made no other.
    """
    groups: defaultdict[tuple[str, str, str], list[ArtifactRecord]] = defaultdict(list)
    for record in records:
        if record.policy.max_count is not None:
            groups[record.pipeline, record.job, record.name].append(record)
    found = set()
    for group in groups.values():
        newest = sorted(group, key=lambda record: -record.id)
        rank = {digest: at for at, digest in enumerate(dict.fromkeys(record.digest for record in newest))}
        found |= {record.id for record in group if rank[record.digest] >= (record.policy.max_count or 0)}
    return found


def _room(found: Sequence[_Judged], moment: Moment, objects: Mapping[str, Mapping[str, int]]) -> set[int]:
    """Return the ids of spare artifacts that go, the oldest first, until what must go would be gone."""
    if moment.excess <= 0:
        return set()
    owners = Counter(digest for record, *_ in found for digest in objects.get(record.digest, {}))
    freed = sum(_free(record, owners, objects) for record, _, verdict, _ in found if verdict == "delete")
    going = set()
    for record, _, verdict, _ in sorted(found, key=lambda each: (each[0].created, each[0].id)):
        if verdict == "spare" and freed < moment.excess:
            going.add(record.id)
            freed += _free(record, owners, objects)
    return going


def _free(record: ArtifactRecord, owners: Counter[str], objects: Mapping[str, Mapping[str, int]]) -> int:
    """Take an artifact from the owners of its objects; return the bytes that nobody owns then."""
    own = objects.get(record.digest, {})
    owners.subtract(own.keys())
    return sum(size for digest, size in own.items() if owners[digest] == 0)


def _decided(record: ArtifactRecord, policy: str, verdict: Verdict, reason: str, going: bool) -> Decision:
    if going:
        return Decision(record, "room", "delete", f"the oldest that nothing needs; {reason}")
    return Decision(record, policy, "delete" if verdict == "delete" else "keep", reason)
