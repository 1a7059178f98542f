"""Who can read a secret that could not, and who no longer can."""

from collections.abc import Iterator
from typing import Final

from ....diagnostics import NOWHERE, Span
from ....ir.job import Job, Service, Step
from ....ir.plan import Plan
from ....ir.release import Component
from ....ir.texts import argument_texts
from ....ir.values import Secret, Text, Variable
from ...changes import Path
from ..case import Case, Edit, Holder
from ..finding import WHO, Finding, Place, Reason, Rule, found, place_of
from ..words import image

_REASONS: Final = {
    "proposed": Reason("dangerous", "a pull request's own code runs where the secret can be read"),
    "unfixed": Reason("dangerous", "the image that gets the secret can change without a change here"),
    "new": Reason("notable", "one more place can use the secret, and lose it"),
    "declared": Reason("notable", "the job may read it from now on, though nothing in it does yet"),
    "gone": Reason("none"),
}

Uses = dict[tuple[str, str, str], Span]
"""A part of a job, a secret, the variable or argument it comes through, to where that is said."""


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each new reader of a secret, and for each that is none any more."""
    for name, before, after in case.jobs():
        yield from _job(case, name, before, after)
    for holder in case.holders():
        yield from _component(case, holder)


def _job(case: Case, name: str, before: Job | None, after: Job | None) -> Iterator[Finding]:
    if after is None:
        return
    old, new = _uses(before), _uses(after)
    had = {(part, secret) for part, secret, _ in old}
    for (part, secret, through), span in new.items():
        if (part, secret) not in had:
            edits = _edits(case, name, part, secret, through)
            text = f"{WHO} can now read secret `{secret}` as `{through}`{_runs_in(after, part)}"
            reason = _REASONS[_level(case.after, after, part)]
            yield _placed(found(reason, Place("job", name, part), text, edits), span)
    yield from _declared(case, name, before, after, {secret for _, secret, _ in new})
    if before is not None:
        yield from _lost(case, name, before, after)


def _declared(case: Case, name: str, before: Job | None, after: Job, used: set[str]) -> Iterator[Finding]:
    """Yield what the job may newly read and does not use."""
    for secret in after.secrets:
        if secret not in used and (before is None or secret not in before.secrets):
            edits = case.under("jobs", name, "secrets", secret)
            yield _placed(
                found(_REASONS["declared"], Place("job", name), f"{WHO} may now read secret `{secret}`", edits),
                after.origin,
            )


def _lost(case: Case, name: str, before: Job, after: Job) -> Iterator[Finding]:
    have = {*after.secrets, *(secret for _, secret, _ in _uses(after))}
    for secret in dict.fromkeys((*before.secrets, *(secret for _, secret, _ in _uses(before)))):
        if secret not in have:
            edits = [*case.under("jobs", name, "secrets", secret), *_given_up(case, name, secret)]
            yield found(_REASONS["gone"], Place("job", name), f"{WHO} can no longer read secret `{secret}`", edits)


def _given_up(case: Case, job: str, secret: str) -> list[Edit]:
    """Return the removals of variables that were no more than the secret."""
    return [
        edit
        for edit in case.under("jobs", job)
        if edit.kind == "removed" and isinstance(edit.before, Variable) and edit.before.value.parts == (Secret(secret),)
    ]


def _edits(case: Case, job: str, part: str, secret: str, through: str) -> list[Edit]:
    """Return the edits that say no more than that a part of a job reads the secret through a variable."""
    kind, _, quoted = part.partition(" ")
    base: Path = ("jobs", job, f"{kind}s", quoted.strip("`"))
    whole = [edit for edit in case.under(*base, "environment", through) if _is_whole(edit.after)]
    return [*whole, *case.under("jobs", job, "secrets", secret)]


def _is_whole(value: object) -> bool:
    text = value.value if isinstance(value, Variable) else value
    return isinstance(text, Text) and len(text.parts) == 1


def _level(plan: Plan, job: Job, part: str) -> str:
    events = {trigger.event for trigger in plan.triggers}
    if "pull_request" in events and job.checkout is not None and job.conditional is None and job.steps:
        return "proposed"
    holder = _part(job, part)
    if holder is not None and holder.image is not None and not holder.image.digest:
        return "unfixed"
    return "new"


def _part(job: Job, part: str) -> Step | Service | None:
    named: dict[str, Step | Service] = {f"service `{each.name}`": each for each in job.services}
    named |= {f"step `{each.id}`": each for each in job.steps}
    return named.get(part)


def _runs_in(job: Job, part: str) -> str:
    holder = _part(job, part)
    return f", in image `{image(holder.image)}`" if holder is not None and holder.image is not None else ""


def _uses(job: Job | None) -> Uses:
    uses: Uses = {}
    if job is None:
        return uses
    for step in job.steps:
        for variable in step.environment:
            _add(uses, f"step `{step.id}`", variable.name, variable.value, variable.origin)
        for name, argument in step.action.arguments.entries if step.action is not None else ():
            for text in argument_texts(argument):
                _add(uses, f"step `{step.id}`", f"with.{name}", text, step.origin)
    for service in job.services:
        for variable in service.environment:
            _add(uses, f"service `{service.name}`", variable.name, variable.value, variable.origin)
    return uses


def _add(uses: Uses, part: str, through: str, text: Text, span: Span) -> None:
    for each in text.parts:
        if isinstance(each, Secret):
            uses.setdefault((part, each.name, through), span)


def _component(case: Case, holder: Holder) -> Iterator[Finding]:
    old = {secret.name for secret in holder.before.secrets} if holder.before is not None else set()
    place, _ = place_of(holder.path)
    for secret in holder.after.secrets if holder.after is not None else ():
        if secret.name not in old:
            given = f"as `{secret.env}`" if secret.env else f"in file `{secret.file}`"
            edits = case.under(*holder.path, "secrets", secret.name)
            text = f"{WHO} can now read secret `{secret.name}` {given}"
            yield _placed(found(_REASONS["new"], place, text, edits), secret.origin)
    yield from _withdrawn(case, holder.before, holder.after, holder.path)


def _withdrawn(case: Case, before: Component | None, after: Component | None, path: Path) -> Iterator[Finding]:
    if before is not None and after is not None:
        kept = {secret.name for secret in after.secrets}
        for secret in before.secrets:
            if secret.name not in kept:
                edits = case.under(*path, "secrets", secret.name)
                text = f"{WHO} can no longer read secret `{secret.name}`"
                yield found(_REASONS["gone"], place_of(path)[0], text, edits)


def _placed(finding: Finding, span: Span) -> Finding:
    return finding if finding.after != NOWHERE else finding._replace(after=span)


RULE: Final = Rule("secret-reader", "Who can read a secret that could not, and who no longer can.", _REASONS, find)
