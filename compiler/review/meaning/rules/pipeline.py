"""A whole pipeline is new or gone."""

from collections.abc import Iterator
from typing import Final

from ....ir.plan import Plan
from ..case import Case
from ..finding import PIPELINE, Finding, Reason, Rule
from ..graphs import deployments, names

_REASONS: Final = {
    "new": Reason("low", "runs start that did not"),
    "new-deploying": Reason("notable", "a new way leads to environments"),
    "gone": Reason("notable", "what it did is done no more"),
    "gone-deploying": Reason("dangerous", "what it deployed is deployed no more; what runs stays as it is"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield one finding where one side has no jobs, which no pipeline has."""
    if not case.before.jobs and case.after.jobs:
        yield _whole(case.after, "new", "is new")
    elif case.before.jobs and not case.after.jobs:
        yield _whole(case.before, "gone", "is removed")


def _whole(plan: Plan, key: str, what: str) -> Finding:
    to = list(dict.fromkeys(f"`{job.deploy.environment}`" for job in deployments(plan) if job.deploy))
    jobs = names(plan, (job.id for job in plan.jobs))
    parts = [f"{len(jobs)} job{'s' if len(jobs) > 1 else ''}"]
    parts += [f"deploys to {', '.join(to)}"] if to else []
    reason = _REASONS[f"{key}-deploying" if to else key]
    finding = Finding(reason, PIPELINE, f"pipeline `{plan.name}` {what}: {', '.join(parts)}")
    return finding._replace(after=plan.origin) if key == "new" else finding._replace(before=plan.origin)


RULE: Final = Rule("pipeline", "A pipeline is new or removed.", _REASONS, find)
