"""Names that differ in the pipeline and would be one in Compose."""

from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Span
from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ...ir.values import BuiltImage, Secret
from ..binding import image_variable, two_versions, value_variable
from ..slots import COLOURS
from . import names
from .rules import same_name
from .secrets import references, variable

Named = tuple[str, str, Span]
"""A name in Compose, what it stands for, and where that is written."""


def check_names(plan: Plan) -> Iterator[Diagnostic]:
    """Yield one problem for each name of a project or variable that stands for two things."""
    environments = [each for each in plan.environments if each.runner == "compose"]
    yield from _doubles("project", (item for each in environments for item in _projects(plan, each)))
    for environment in environments:
        yield from _doubles("variable", _variables(environment))
    yield from _doubles("variable", _job_secrets(plan))
    parameters = ((names.parameter_variable(each.name), each.name, each.origin) for each in plan.params)
    yield from _doubles("variable", parameters)


def _doubles(kind: str, items: Iterable[Named]) -> Iterator[Diagnostic]:
    first: dict[str, tuple[str, Span]] = {}
    for name, meaning, span in items:
        known, where = first.setdefault(name, (meaning, span))
        if known != meaning:
            yield same_name.same_name(kind, name, span, where)


def _projects(plan: Plan, environment: Environment) -> Iterator[Named]:
    own = environment.name
    yield names.project(plan, environment), own, environment.origin
    for component in two_versions(plan, environment):
        for colour in COLOURS:
            name = names.colour_project(plan, environment, component.name, colour)
            yield name, f"{own}/{component.name}/{colour}", component.origin


def _variables(environment: Environment) -> Iterator[Named]:
    for component in environment.components:
        if isinstance(component.image, BuiltImage):
            yield image_variable(component.name), f"image {component.name}", component.origin
        yield from _values(component)
        for name in references(environment, component):
            yield variable(environment, name), _meaning(environment, name), component.origin


def _meaning(environment: Environment, name: str) -> str:
    """Return what a secret's variable stands for; secrets that name one variable themselves mean to share it."""
    shared = [each.locator for each in environment.secrets if each.name == name and each.kind == "env"]
    return f"variable {shared[0]}" if shared else f"secret {name}"


def _values(component: Component) -> Iterator[Named]:
    for item in component.environment:
        if all(isinstance(part, str | Secret) for part in item.value.parts):
            continue
        yield value_variable(component.name, item.name), f"{component.name}/{item.name}", item.origin


def _job_secrets(plan: Plan) -> Iterator[Named]:
    for job in plan.jobs:
        for name in job.secrets:
            yield names.secret_variable(name), name, job.origin
