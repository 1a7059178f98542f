"""What a plan asks for that Woodpecker cannot give, at the user's lines."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.plan import Plan, Trigger
from ..causes import Causes
from ..profile import Profile
from ..rules.parameter_pattern import pattern_not_checked
from .check_jobs import check_job
from .graph import Workflows, never_runs, workflows
from .jobs import secrets_of
from .rules import concurrency, cron_schedule, pipeline_timeout, secret_event, trigger_filter
from .versions import CONCURRENCY

_WITH_FILES = ("push", "pull_request")


def check(plan: Plan, profile: Profile) -> Iterator[Diagnostic]:
    """Yield all problems of a plan on Woodpecker; what one job's instances share is said once."""
    everything = workflows(plan)
    for trigger in plan.triggers:
        yield from _trigger(trigger)
    yield from _run(plan, everything, profile)
    yield from _secrets(plan, everything)
    said: set[str] = set()
    causes = Causes()
    for job in plan.jobs:
        if never_runs(job) or job.id not in everything.edges:
            continue
        yield from causes.new(job.id, check_job(plan, job, everything, profile, first=job.name not in said))
        said.add(job.name)


def _trigger(trigger: Trigger) -> Iterator[Diagnostic]:
    if trigger.path and trigger.event not in _WITH_FILES:
        yield trigger_filter.ignored_filter(trigger, "path")
    if trigger.branch and trigger.event == "tag":
        yield trigger_filter.ignored_filter(trigger, "branch")
    if trigger.cron is not None:
        yield cron_schedule.schedule_elsewhere(trigger, trigger.cron)


def _secrets(plan: Plan, everything: Workflows) -> Iterator[Diagnostic]:
    """Yield the first secret that a pull request would need: one more or less makes no difference to the run."""
    trigger = next((each for each in plan.triggers if each.event == "pull_request"), None)
    if trigger is None:
        return
    for job in plan.jobs:
        if job.id in everything.edges and not never_runs(job):
            read = secrets_of(plan, job)
            if read:
                yield secret_event.refused_run(job, read[0], trigger)
                return


def _run(plan: Plan, everything: Workflows, profile: Profile) -> Iterator[Diagnostic]:
    if plan.timeout != Plan("", ()).timeout:
        yield pipeline_timeout.timeout_of_pipeline(plan)
    for parameter in plan.params:
        if parameter.pattern is not None:
            yield pattern_not_checked(parameter, profile.target)
    if plan.concurrency is None:
        return
    if plan.concurrency.cancel_in_progress:
        yield concurrency.concurrency_not_kept(plan.concurrency, "Woodpecker cancels no run for another")
    elif not profile.at_least(CONCURRENCY):
        yield concurrency.concurrency_not_kept(plan.concurrency, f"Woodpecker has it from {CONCURRENCY} on")
    elif len(everything.chains) > 1:
        reason = f"Woodpecker counts workflows, and this pipeline has {len(everything.chains)}"
        yield concurrency.concurrency_not_kept(plan.concurrency, reason)
