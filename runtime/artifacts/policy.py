"""How long an artifact is to be kept: decided by the plan when it is kept, and written down with it."""

from collections.abc import Sequence
from typing import NamedTuple

from compiler.ir.globs import matcher
from compiler.ir.job import Artifact, Job
from compiler.ir.plan import Retention

GRACE = 72 * 3600
"""Seconds that an artifact stays in any case when no rule says otherwise."""


class Policy(NamedTuple):
    """Who decides and how; times in seconds. `max_age` None is the standing table of `retention.py`.

    `pattern` is that of the pipeline's rule, empty when none matched. `max_count` is per job and artifact of a
    pipeline.
    """

    pattern: str = ""
    max_age: int | None = None
    grace: int | None = None
    max_count: int | None = None

    @property
    def name(self) -> str:
        """How the policy is called in records."""
        if self.pattern:
            return f"rule {self.pattern}"
        return "standard" if self.max_age is None else "retention of the artifact"


def policy_for(rules: Sequence[Retention], job: Job, artifact: Artifact) -> Policy:
    """Return the policy of an artifact: the first rule by priority that matches; its own `retention` before its age."""
    names = (f"{job.id}.{artifact.name}".encode(), f"{job.name}.{artifact.name}".encode())
    ordered = sorted(rules, key=lambda rule: -rule.priority)
    rule = next((rule for rule in ordered if any(map(matcher([rule.pattern]), names))), None)
    found = Policy() if rule is None else Policy(rule.pattern, rule.max_age, rule.grace_period, rule.max_count)
    if artifact.retention is None:
        return found
    # Who says how long one artifact is kept does not mean that a grace period keeps it longer.
    grace = min(GRACE if found.grace is None else found.grace, artifact.retention)
    return found._replace(max_age=artifact.retention, grace=grace)
