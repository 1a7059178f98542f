"""What cannot be deployed as written: decided from the plan, before anything is emitted."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ...ir.release import Environment
from ..profile import Profile
from .check_hosts import check_host, check_hosts
from .check_router import check_router
from .check_strategies import check_strategies
from .check_text import check_text
from .secrets import component_uses


def check(plan: Plan, profile: Profile) -> Iterator[Diagnostic]:
    """Yield the diagnostics of a plan's environments; each mistake once, in the first environment that has it."""
    del profile  # nothing here differs from site to site
    seen: set[tuple[object, ...]] = set()
    for diagnostic in _all(plan):
        place = (diagnostic.code, diagnostic.span, diagnostic.span.path or diagnostic.message)
        if place not in seen:
            seen.add(place)
            yield diagnostic


def _all(plan: Plan) -> Iterator[Diagnostic]:
    for environment in plan.environments:
        yield from _secrets(environment)
        yield from check_text(plan, environment)
        yield from check_router(environment)
        yield from check_strategies(plan, environment)
        if environment.runner == "systemd":
            yield from check_host(plan, environment)
    yield from check_hosts(plan)


def _secrets(environment: Environment) -> Iterator[Diagnostic]:
    from .rules.secret_source import missing, unreadable

    known = {source.name for source in environment.secrets}
    for component in environment.components:
        declared = {secret.name for secret in component.secrets}  # the frontend asks for the sources of these
        for use in component_uses(component):
            if use.name not in known | declared:
                yield missing(use, environment)
    if environment.runner != "nomad":
        yield from (
            unreadable(source, environment) for source in environment.secrets if source.kind in {"nomad", "vault"}
        )
