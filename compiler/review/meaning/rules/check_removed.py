"""What deployments waited for and no longer do: jobs and steps that are gone, edges that are cut."""

from collections.abc import Iterator
from typing import Final

from ....ir.job import Job
from ..case import Case, Edit
from ..finding import IS, WHO, Finding, Place, Reason, Rule, found, verb
from ..graphs import ancestors, deployments, guards, names, required

_REASONS: Final = {
    "edge": Reason("dangerous", "it starts while that may still fail, or has failed"),
    "job": Reason("dangerous", "what it found wrong would have kept a deployment from starting"),
    "step": Reason("notable", "what it found wrong would have kept a deployment from starting"),
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each job or step that deployments waited for, and no longer wait for."""
    before = guards(case.before)
    if not before or not case.after.jobs:
        return
    deploying = {job.id for job in deployments(case.after)}
    if not deploying:
        return
    yield from _edges(case)
    for name, old, new in case.jobs():
        if name in before and old is not None and old.deploy is None and new is None:
            edits = case.under("jobs", name)
            yield found(
                _REASONS["job"],
                Place("job", name),
                f"{WHO} {IS} removed, and deployments waited for it",
                edits,
            )
        elif name in before and old is not None and new is not None:
            yield from _steps(case, name, old, new)


def _edges(case: Case) -> Iterator[Finding]:
    """Yield a finding for each deployment that no longer waits for a job that is still there."""
    there = {job.id for job in case.after.jobs}
    known = {job.id: job for job in case.before.jobs}
    for job in deployments(case.after):
        was = known.get(job.id)
        if was is None or was.deploy is None or "failure" in job.runs_on:
            continue
        lost = (required(case.before, [job.id]) & there) - ancestors(case.after, [job.id])
        if lost:
            text = f"deployment {WHO} no longer {verb('waits', 'wait')} for {', '.join(names(case.after, lost))}"
            yield found(_REASONS["edge"], Place("job", job.id), text, _cut(case, job.id, lost))


def _cut(case: Case, deployment: str, lost: set[str]) -> list[Edit]:
    """Return the edges that are gone from the deployment, or from what it waited for, to what is lost."""
    on_the_way = {deployment} | ancestors(case.before, [deployment])
    return [
        edit
        for job in (deployment, *sorted(on_the_way - {deployment}))
        for edit in case.under("jobs", job, "depends_on")
        if edit.kind == "removed" and edit.path[-1] in lost and job not in lost
    ]


def _steps(case: Case, name: str, before: Job, after: Job) -> Iterator[Finding]:
    kept = {step.id for step in after.steps}
    for step in before.steps:
        if step.id not in kept:
            edits = case.under("jobs", name, "steps", step.id)
            place = Place("job", name, f"step `{step.id}`")
            yield found(_REASONS["step"], place, f"{WHO} {IS} removed, and deployments wait for that job", edits)


RULE: Final = Rule("check-removed", "What deployments waited for is gone, or waited for no longer.", _REASONS, find)
