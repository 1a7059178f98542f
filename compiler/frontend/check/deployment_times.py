"""Times of a deployment: what it waits for fits into its job, and the old colour is there as long as it is needed."""

from typing import Final

from ...diagnostics import Change, Span
from ...ir.plan import Plan
from ...ir.release import BlueGreen, Canary, Deploy
from ..fields import Fields
from ..units import format_duration

_STEP: Final = 300


def check_deployment_times(job: Fields, deploy: Deploy, name: str, timeout: int) -> None:
    """Report times that cannot be kept together; `timeout` is that of the job, in seconds."""
    deployment = job.section("deploy")
    strategy = deployment.section("strategy") if deployment is not None else None
    if deployment is None or strategy is None:
        return
    if isinstance(deploy.strategy, BlueGreen) and _blue_green(deployment, strategy, deploy, deploy.strategy):
        return
    needed, span = _waiting(deployment, strategy, deploy)
    if needed > timeout:
        from ..rules.deployment_times import longer_than_job

        owner = job.value_span("timeout") if job.has("timeout") else job.key_span("deploy")
        job.context.report(longer_than_job(span, needed, timeout, name, owner, _more(job, needed)))


def _more(job: Fields, needed: int) -> Change | None:
    """Return the change that gives a job the seconds that it needs, in steps of five minutes, and some of them more."""
    seconds = (needed // _STEP + 2) * _STEP
    if job.context.document.body.entry("timeout") is not None or seconds > Plan("", ()).timeout:
        return None
    return Change(job.span, "timeout", format_duration(seconds))


def _waiting(deployment: Fields, fields: Fields, deploy: Deploy) -> tuple[int, Span]:
    """Return the seconds that the deployment waits in any case, and where most of them are written."""
    strategy = deploy.strategy
    if isinstance(strategy, Canary):
        stages = sum(stage.duration for stage in strategy.stages)
        place = _place(deployment, "monitor") if deploy.monitor > stages else _place(fields, "stages")
        return stages + deploy.monitor, place
    if isinstance(strategy, BlueGreen) and strategy.monitor >= deploy.monitor:
        return strategy.monitor, _place(fields, "monitor")
    return deploy.monitor, _place(deployment, "monitor")


def _place(fields: Fields, key: str) -> Span:
    if fields.has(key):
        return _line(fields, key)
    return _line(fields, "type") if fields.has("type") else fields.span


def _line(fields: Fields, key: str) -> Span:
    node = fields.node(key)
    return node.span if node is not None and node.kind == "scalar" else fields.key_span(key)


def _blue_green(deployment: Fields, fields: Fields, deploy: Deploy, strategy: BlueGreen) -> bool:
    """Report times of the two colours that exclude each other; tell whether there were any."""
    from ..rules import deployment_times

    monitor = max(strategy.monitor, deploy.monitor)
    if deployment.has("monitor") and fields.has("monitor") and deploy.monitor != strategy.monitor:
        span, first = deployment.value_span("monitor"), fields.value_span("monitor")
        found = deployment_times.monitored_twice(span, first, deploy.monitor, strategy.monitor, deployment.span)
        deployment.context.report(found)
        return True
    if deploy.rollback_on_failure and strategy.keep_old < monitor:
        blamed = "keep_old" if fields.has("keep_old") else "monitor"
        place = deployment if blamed == "monitor" and not fields.has("monitor") else fields
        watched = _place(fields if fields.has("monitor") else deployment, "monitor")
        found = deployment_times.dropped_too_early(
            _place(place, blamed), watched, strategy.keep_old, monitor, fields.span
        )
        deployment.context.report(found)
        return True
    return False
