"""One workflow: when it runs, after which others, where, and what."""

from collections.abc import Iterator
from typing import Any

from ...ir.job import Job, Service
from ...ir.plan import Plan
from ...ir.values import Secret
from ..profile import Profile
from ..registries import image_reference, mirrored
from ..traced import Traced
from .clone import CLONE_IMAGE, clone_settings
from .graph import Workflows
from .steps import workflow_steps
from .when import conditions


def workflow(plan: Plan, chain: tuple[Job, ...], everything: Workflows, profile: Profile) -> Traced:
    """Return the file of a chain of jobs, most often of one."""
    last = chain[-1]
    data: dict[str, Any] = {"when": conditions(plan, profile)}
    if labels := dict((*profile.labels, *last.labels)):
        data["labels"] = labels
    if needed := everything.depends_on(chain):
        data["depends_on"] = list(needed)
        if set(last.runs_on) != {"success"}:
            data["runs_on"] = [ending for ending in ("success", "failure") if ending in last.runs_on]
    if plan.concurrency is not None:
        data["concurrency"] = {"limit": plan.concurrency.limit, "group": plan.concurrency.group}
    data |= _clone(chain, profile)
    if last.services:
        data["services"] = [_service(service, profile) for service in last.services]
    data["steps"] = list(workflow_steps(plan, chain, profile))
    return Traced(last.origin, data)


def _clone(chain: tuple[Job, ...], profile: Profile) -> dict[str, Any]:
    """Return how the workspace begins; without settings the server clones with an image of its own choice."""
    checkout = next((job.checkout for job in chain if job.checkout is not None), None)
    if checkout is None:
        return {"skip_clone": True}
    settings = clone_settings(checkout)
    if not settings:
        return {}
    return {"clone": {"git": {"image": mirrored(profile.option(CLONE_IMAGE), profile), "settings": settings}}}


def _service(service: Service, profile: Profile) -> Traced:
    data: dict[str, Any] = {"name": service.name, "image": image_reference(service.image, profile)}
    if values := dict(_variables(service)):
        data["environment"] = values
    if service.ports:
        data["ports"] = [str(port) for port in service.ports]
    return Traced(service.origin, data)


def _variables(service: Service) -> Iterator[tuple[str, str | dict[str, str]]]:
    for variable in service.environment:
        constant = variable.value.constant
        first = next(iter(variable.value.parts), None)
        if constant is not None:
            yield variable.name, constant
        elif isinstance(first, Secret):
            yield variable.name, {"from_secret": first.name}
