"""Deployments: environment and components that exist, a strategy that does not contradict itself."""

from ...diagnostics import Span
from ...ir.release import Deploy
from ..fields import Fields
from ..tree import Scalar
from .strategies import check_strategy


def check_deploy(fields: Fields) -> Deploy | None:
    """Return what a deployment job does; None when the job has steps."""
    deploy = fields.section("deploy")
    if deploy is None:
        return None
    return Deploy(
        environment=_environment(deploy),
        components=_components(deploy, fields.key_span("deploy")),
        strategy=check_strategy(deploy),
        rollback_on_failure=deploy.boolean("rollback_on_failure", default=True),
        monitor=deploy.duration("monitor", 0),
        origin=deploy.span,
    )


def _environment(deploy: Fields) -> str:
    node = deploy.node("environment")
    name = deploy.text("environment")
    known = deploy.context.document.environments
    if isinstance(node, Scalar) and name and name not in known:
        from ..rules.unknown_environment import unknown_environment

        deploy.context.report(unknown_environment(deploy.context, node, name))
    return name


def _components(deploy: Fields, place: Span) -> tuple[str, ...]:
    known = tuple(deploy.context.document.components)
    if not deploy.has("components"):
        if not known:
            from ..rules.nothing_to_deploy import nothing_to_deploy

            deploy.context.report(nothing_to_deploy(place))
        return known
    found: dict[str, None] = {}
    for item in deploy.items("components"):
        if isinstance(item, Scalar) and item.text not in known:
            from ..rules.unknown_component import unknown_component

            deploy.context.report(unknown_component(deploy.context, item))
        elif isinstance(item, Scalar):
            found[item.text] = None
    return tuple(name for name in known if name in found)
