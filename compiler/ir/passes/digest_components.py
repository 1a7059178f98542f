"""Each component with the digest of its own content, the release's definitions and those of each environment."""

from ..digest import component_digest
from ..plan import Plan
from ..release import Component


def digest_components(plan: Plan) -> Plan:
    """Return the plan with every component's `digest` filled."""
    return plan._replace(
        components=_digested(plan.components),
        environments=tuple(each._replace(components=_digested(each.components)) for each in plan.environments),
    )


def _digested(components: tuple[Component, ...]) -> tuple[Component, ...]:
    return tuple(component._replace(digest=component_digest(component)) for component in components)
