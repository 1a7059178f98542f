"""The plan: what a pipeline means once everything that can be known is known.

Frozen values all the way down. Every field named `origin` (or ending so) is a span; spans are no part of the
meaning: they are left out of the plan's JSON and so of its digest.
"""

from typing import Literal, NamedTuple

from ..diagnostics import NOWHERE, Span
from .job import Job
from .release import Component, Environment

FORMAT = 1
"""The version of the plan's JSON."""

Event = Literal["push", "pull_request", "tag", "cron", "manual", "deployment", "release"]


class Cron(NamedTuple):
    """A schedule by name, in the five fields of cron."""

    name: str
    schedule: str


class Trigger(NamedTuple):
    """An event that starts the pipeline, with globs (`!` excludes); an empty tuple filters nothing."""

    event: Event
    branch: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    cron: Cron | None = None
    origin: Span = NOWHERE


class Concurrency(NamedTuple):
    """How many runs of one group go at a time."""

    group: str
    limit: int = 1
    cancel_in_progress: bool = False
    origin: Span = NOWHERE


class Parameter(NamedTuple):
    """A parameter that is bound when the pipeline runs."""

    name: str
    type: Literal["string", "number", "boolean", "array"]
    default: "ParameterValue" = None
    required: bool = False
    pattern: str | None = None
    enum: "tuple[ParameterValue, ...]" = ()
    description: str = ""
    origin: Span = NOWHERE


ParameterValue = str | int | float | bool | None | tuple[str | int | float | bool | None, ...]


class Retention(NamedTuple):
    """How long artifacts that match `pattern` are kept; times in seconds."""

    pattern: str
    max_age: int = 30 * 86400
    grace_period: int = 72 * 3600
    max_count: int | None = None
    priority: int = 0


class Plan(NamedTuple):
    """A whole pipeline.

    `jobs` are in a stable topological order: every dependency before its dependents, ties by the order of the
    file. `components` are the release's definitions without any environment's settings.
    """

    name: str
    jobs: tuple[Job, ...]
    description: str = ""
    timeout: int = 7200
    params: tuple[Parameter, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    concurrency: Concurrency | None = None
    retention: tuple[Retention, ...] = ()
    components: tuple[Component, ...] = ()
    environments: tuple[Environment, ...] = ()
    format: int = FORMAT
    source: str = ""
    origin: Span = NOWHERE

    def job(self, identifier: str) -> Job:
        """Return the job instance with this id; a KeyError when there is none."""
        for job in self.jobs:
            if job.id == identifier:
                return job
        raise KeyError(identifier)

    def environment(self, name: str) -> Environment:
        """Return the environment of this name; a KeyError when there is none."""
        for environment in self.environments:
            if environment.name == name:
                return environment
        raise KeyError(name)
