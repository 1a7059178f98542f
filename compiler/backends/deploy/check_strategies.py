"""What runner, router and strategy cannot give together."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ...ir.release import AllAtOnce, Canary, Deploy, Environment
from .exposure import backends, exposed
from .tasks import by_dependency
from .weights import weights, within_tolerance


def check_strategies(plan: Plan, environment: Environment) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the deployments to an environment."""
    for job in plan.jobs:
        if job.deploy and job.deploy.environment == environment.name:
            yield from _deployment(job.deploy, environment)


def _deployment(deploy: Deploy, environment: Environment) -> Iterator[Diagnostic]:
    if isinstance(deploy.strategy, AllAtOnce):
        return
    if environment.runner != "nomad":
        yield from _traffic(deploy, environment)
    if isinstance(deploy.strategy, Canary):
        yield from _canary(deploy.strategy, environment)
        yield from _sticky(deploy, deploy.strategy, environment)


def _traffic(deploy: Deploy, environment: Environment) -> Iterator[Diagnostic]:
    components = by_dependency(deploy, environment)
    listening = [each for each in components if each.ports]
    if environment.router is None and listening:
        from .rules.needs_router import needs_router

        yield needs_router(deploy, environment, listening[0])
    elif isinstance(deploy.strategy, Canary) and not any(exposed(environment, each) for each in components):
        from .rules.nothing_to_weigh import nothing_to_weigh

        yield nothing_to_weigh(deploy, environment)


def _canary(strategy: Canary, environment: Environment) -> Iterator[Diagnostic]:
    from .rules import needs_haproxy

    if environment.router == "nginx":  # without a router there is no traffic to move, which is said already
        if strategy.sticky == "cookie":
            yield needs_haproxy.cookie(strategy, environment)
        for analysis in strategy.analysis:
            if analysis.source == "router":
                yield needs_haproxy.statistics(analysis, environment)
    yield from _stages(strategy)


def _sticky(deploy: Deploy, strategy: Canary, environment: Environment) -> Iterator[Diagnostic]:
    """Yield the diagnostic of a deployment none of whose components is reached by HTTP."""
    found = [each for each in backends(environment) if each.component.name in deploy.components]
    if strategy.sticky is not None and found and all(each.mode == "tcp" for each in found):
        from .rules.sticky_tcp import sticky_tcp

        yield sticky_tcp(strategy, found[0].component, found[0].port)


def _stages(strategy: Canary) -> Iterator[Diagnostic]:
    from .rules import stage_weight

    before = None
    for stage in strategy.stages:
        given = weights(stage.weight)
        if not within_tolerance(stage.weight):
            yield stage_weight.off(stage, given.share())
        elif before is not None and before.weight < stage.weight and weights(before.weight) == given:
            yield stage_weight.same(stage, before, given.share())
        before = stage
