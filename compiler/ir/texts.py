"""Where text, variables and expressions stand in a plan: read, and replaced, in one place for all passes."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from .expression.syntax import Expression
from .job import LAZY, Argument, ArgumentList, ArgumentMap, Job, Service, Step
from .plan import Plan
from .release import Component
from .values import Secret, Text, Variable

_Holder = TypeVar("_Holder", Step, Service)

Change = Callable[[tuple[Variable, ...]], tuple[Variable, ...]]


def argument_texts(argument: Argument) -> Iterator[Text]:
    """Yield every text of an action's arguments, in their order."""
    if isinstance(argument, Text):
        yield argument
    elif isinstance(argument, ArgumentMap):
        for _, value in argument.entries:
            yield from argument_texts(value)
    elif isinstance(argument, ArgumentList):
        for value in argument.items:
            yield from argument_texts(value)


def step_texts(step: Step) -> Iterator[Text]:
    """Yield every text of a step, without those that its action evaluates itself."""
    for variable in step.environment:
        yield variable.value
    if step.action is not None:
        lazy = LAZY.get(step.action.type, frozenset())
        for name, argument in step.action.arguments.entries:
            if name not in lazy:
                yield from argument_texts(argument)


def lazy_texts(step: Step) -> Iterator[Text]:
    """Yield the texts that a step's action evaluates itself."""
    if step.action is not None:
        for name, argument in step.action.arguments.entries:
            if name in LAZY.get(step.action.type, ()):
                yield from argument_texts(argument)


def expressions_of(text: Text) -> Iterator[Expression]:
    """Yield the run-time expressions of a text."""
    for part in text.parts:
        if not isinstance(part, str | Secret):
            yield part


def variables(plan: Plan) -> Iterator[tuple[str, tuple[Variable, ...]]]:
    """Yield every environment of the plan with the name of what has it."""
    for job in plan.jobs:
        for step in job.steps:
            yield f"step `{step.id}` of job `{job.id}`", step.environment
        for service in job.services:
            yield f"service `{service.name}` of job `{job.id}`", service.environment
    for component in plan.components:
        yield f"component `{component.name}`", component.environment
    for environment in plan.environments:
        for component in environment.components:
            yield f"component `{component.name}` in `{environment.name}`", component.environment


def replace_variables(plan: Plan, change: Change) -> Plan:
    """Return the plan with every environment changed; what does not change stays the same object."""
    return plan._replace(
        jobs=tuple(_job(job, change) for job in plan.jobs),
        components=replace_components(plan.components, change),
        environments=tuple(
            each._replace(components=replace_components(each.components, change)) for each in plan.environments
        ),
    )


def replace_components(components: tuple[Component, ...], change: Change) -> tuple[Component, ...]:
    """Return components with their environments changed."""
    return tuple(each._replace(environment=change(each.environment)) for each in components)


def _job(job: Job, change: Change) -> Job:
    return job._replace(
        steps=tuple(_in(step, change) for step in job.steps),
        services=tuple(_in(service, change) for service in job.services),
    )


def _in(holder: _Holder, change: Change) -> _Holder:
    environment = change(holder.environment)
    return holder if environment is holder.environment else holder._replace(environment=environment)
