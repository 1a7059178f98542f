"""The emitted jobs that Nomad is asked about, and what each is in the pipeline."""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from compiler.diagnostics import Span
from compiler.ir.job import Job
from compiler.ir.plan import Plan
from compiler.ir.release import Component, Environment
from compiler.ir.values import BuiltImage, Secret, Text, Variable
from compiler.review.statement import Subject
from runtime.errors import BundleFault
from runtime.observing.nomad import Question

from .found import Named, component_named
from .wanted import Wanted

IMAGE: Final = ("TaskGroups", 0, "Tasks", 0, "Config", "image")
"""Where the image of a component stands in its job."""


class NomadJob(NamedTuple):
    """One emitted job: its file in the bundle, the component of an environment or the pipeline's job that it is."""

    wanted: Wanted
    file: str
    document: dict[str, Any]
    named: Named
    environment: Environment | None = None
    component: Component | None = None
    job: Job | None = None

    @property
    def question(self) -> Question:
        """What Nomad is asked. An image that only a deployment knows is left as it runs."""
        built = self.component is not None and isinstance(self.component.image, BuiltImage)
        return Question(self.document, (IMAGE,) if built else ())

    @property
    def secrets(self) -> frozenset[str]:
        """The variables that hold secrets, by name."""
        found = {each.env for each in self.component.secrets if each.env} if self.component else set()
        found |= {each.name for each in self.variables if _holds_secret(each.value)}
        return frozenset(found)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables, as the pipeline has them."""
        if self.component is not None:
            return self.component.environment
        return tuple(each for step in self.job.steps for each in step.environment) if self.job else ()

    def origin(self, pointer: str) -> Span:
        """Return the pipeline's line for a node of the job."""
        return self.wanted.origin(self.file, pointer)


def nomad_jobs(wanted: Wanted, environment: str | None) -> Iterator[NomadJob]:
    """Yield the jobs of a pipeline, or with `environment` those of its components alone."""
    plan = wanted.plan
    for path, (data, _) in wanted.files.items():
        folders = path.split("/")
        if folders[0] != "nomad" or (environment is not None and folders[1:3] != ["environments", environment]):
            continue
        if not path.endswith(".json"):
            raise BundleFault(
                f"the bundle's `{path}` is not written as JSON", "compile it without `--nomad-format hcl`"
            )
        document = json.loads(data)
        if folders[1] == "environments":
            yield _of_component(wanted, plan.environment(folders[2]), path, document)
        else:
            yield _of_job(wanted, plan, path, document)


def _of_component(wanted: Wanted, place: Environment, path: str, document: dict[str, Any]) -> NomadJob:
    name = document["Job"]["TaskGroups"][0]["Meta"]["pipec_component"]
    component = next(each for each in place.components if each.name == name)
    named = component_named(name, place, wanted.origin(path, "/Job"))
    return NomadJob(wanted, path, document, named, place, component)


def _of_job(wanted: Wanted, plan: Plan, path: str, document: dict[str, Any]) -> NomadJob:
    job = plan.job(document["Job"]["Meta"]["pipec_job"])
    named = Named(Subject("job", job.name), f"job `{job.id}`", wanted.origin(path, "/Job"))
    return NomadJob(wanted, path, document, named, job=job)


def _holds_secret(value: Text) -> bool:
    return any(isinstance(part, Secret) for part in value.parts)
