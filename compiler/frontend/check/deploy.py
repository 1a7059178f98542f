"""Deployments: environment and components that exist, a strategy that does not contradict itself."""

from ...diagnostics import Span
from ...ir.release import Deploy, Port
from ..fields import Fields
from ..folding import cause_of
from ..tree import Scalar
from .components import component_ports
from .deployment_times import check_deployment_times
from .lists import check_once
from .strategies import check_strategy


def check_deploy(fields: Fields, job: str, timeout: int) -> Deploy | None:
    """Return what a deployment job does within its timeout in seconds; None when the job has steps."""
    deploy = fields.section("deploy")
    if deploy is None:
        return None
    components = _components(deploy, fields.key_span("deploy"))
    checked = Deploy(
        environment=_environment(deploy),
        components=components,
        strategy=check_strategy(deploy, _ports(deploy, components)),
        rollback_on_failure=deploy.boolean("rollback_on_failure", default=True),
        monitor=deploy.duration("monitor", 0),
        origin=deploy.span,
    )
    check_deployment_times(fields, checked, job, timeout)
    return checked


def _ports(deploy: Fields, components: tuple[str, ...]) -> tuple[Port, ...]:
    """Return the ports of the components that are deployed, by name, which a smoke test may use."""
    known = deploy.context.document.components
    found: dict[str, Port] = {}
    for name in components:
        for port in component_ports(Fields(known[name].body, deploy.scope)):
            found.setdefault(port.name, port)
    return tuple(found.values())


def _environment(deploy: Fields) -> str:
    node = deploy.node("environment")
    name = deploy.optional_text("environment")
    known = deploy.context.document.environments
    if isinstance(node, Scalar) and name is not None and name not in known:
        from ..rules.unknown_environment import unknown_environment

        found = unknown_environment(deploy.context, node, name)
        deploy.context.report(found, cause=cause_of("environment", name, known))
    return name or ""


def _components(deploy: Fields, place: Span) -> tuple[str, ...]:
    known = deploy.context.document.components
    if not deploy.has("components"):
        if not known:
            from ..rules.nothing_to_deploy import nothing_to_deploy

            written = deploy.context.document.body.entry("components")
            nothing = nothing_to_deploy(place, None if written is None else written.key.span)
            deploy.context.report(nothing, cause=("component",))
        return tuple(known)
    check_once(deploy.context, deploy.mapping, "components")
    found: dict[str, None] = {}
    for item in deploy.items("components"):
        if isinstance(item, Scalar) and item.text not in known:
            from ..rules.unknown_component import unknown_component

            cause = cause_of("component", item.text, known)
            deploy.context.report(unknown_component(deploy.context, item), cause=cause)
        elif isinstance(item, Scalar):
            found[item.text] = None
    return tuple(name for name in known if name in found)
