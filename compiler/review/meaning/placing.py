"""Where a finding stands that no edit gives a position."""

from ...diagnostics import NOWHERE, Span
from ...ir.plan import Plan
from .case import Case
from .finding import Finding, Place


def located(case: Case, finding: Finding) -> Finding:
    """Return a finding with the positions of its place where it has none at all."""
    if finding.before != NOWHERE or finding.after != NOWHERE:
        return finding
    return finding._replace(before=_origin(case.before, finding.place), after=_origin(case.after, finding.place))


def _origin(plan: Plan, place: Place) -> Span:
    """Return where a plan's job, component, environment or parameter stands; the pipeline as a whole nowhere."""
    if place.kind == "job":
        return next((job.origin for job in plan.jobs if job.id == place.name), NOWHERE)
    if place.kind == "component":
        return next((each.origin for each in plan.components if each.name == place.name), NOWHERE)
    if place.kind == "environment":
        return next((each.origin for each in plan.environments if each.name == place.name), NOWHERE)
    if place.kind == "parameter":
        return next((each.origin for each in plan.params if each.name == place.name), NOWHERE)
    return NOWHERE
