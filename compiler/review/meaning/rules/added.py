"""What is new."""

from collections.abc import Iterator
from typing import Any, Final

from ....ir.job import Job, Service, Step
from ....ir.release import Component, Environment
from ....ir.values import Text
from ..case import Case, Edit
from ..finding import IS, WHO, Finding, Reason, Rule, found, place_of
from ..graphs import unconditional
from ..words import constant, field, image, plain, shown

_REASONS: Final = {
    "proposed": Reason("dangerous", "a pull request's own code is deployed, before anybody agreed to it"),
    "deployment": Reason("notable", "one more way leads to the environment"),
    "environment": Reason("notable", "releases go to one more place"),
    "component": Reason("notable", "one more thing is deployed"),
    "job": Reason("low", "more runs than before"),
    "order": Reason("low", "it starts only after that"),
    "placed": Reason("low", "it runs on other machines than before"),
    "part": Reason("low", "it does more than before"),
    "said": Reason("none"),
}

_SINGULAR: Final = {
    "artifacts": "artifact",
    "inputs": "input",
    "labels": "label",
    "outputs": "output",
    "ports": "port",
    "routes": "route",
    "secrets": "secret",
    "volumes": "volume",
}


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each thing that is new and of which no other rule speaks."""
    for edit in case.edits:
        if edit.kind == "added":
            where, below = place_of(edit.path)
            what = f"{WHO} {IS} added" if not below else f"{WHO}: {part(tuple(map(str, below)))} is added"
            text = f"{what}{about(edit.after, str(edit.path[-1]))}"
            yield found(_REASONS[_key(case, edit)], where, text, [edit])


def _key(case: Case, edit: Edit) -> str:
    if isinstance(edit.after, Job):
        events = {trigger.event for trigger in case.after.triggers}
        proposed = "pull_request" in events and any(job.id == edit.after.id for job in unconditional(case.after))
        return "proposed" if proposed else "deployment" if edit.after.deploy is not None else "job"
    if isinstance(edit.after, Environment):
        return "environment"
    if isinstance(edit.after, Component):
        return "component"
    if edit.path[-2:-1] == ("depends_on",):
        return "order"
    if place_of(edit.path)[1][:1] == ("labels",):
        return "placed" if edit.path[0] == "jobs" else "said"
    return "part"


def part(below: tuple[str, ...]) -> str:
    """Return the name of a part: ``artifact `site` ``."""
    if len(below) == 1:
        return f"`{below[0]}`"
    label = _SINGULAR.get(below[-2], field(below[:-1])) if len(below) == 2 else field(below[:-1])
    return f"{label} `{below[-1]}`"


def about(value: Any, name: str) -> str:
    """Return the few words that say what a thing is beside its name."""
    if isinstance(value, Job):
        return f", {_job(value)}"
    if isinstance(value, Step | Service):
        return f", in image `{image(value.image)}`" if value.image else ""
    if isinstance(value, Component):
        return f", image {shown('', value.image)}" if value.image is not None else ""
    if isinstance(value, Environment):
        return f", on `{value.runner}`"
    if isinstance(value, str | Text) and value != name:
        return f", {constant(name, value)}"
    text = plain("", value).removeprefix(f"name {name}").removeprefix(", ")
    return "" if not isinstance(value, tuple) or text in {"", "as usual"} else f", `{text}`"


def _job(job: Job) -> str:
    if job.deploy is not None:
        return f"deploys to `{job.deploy.environment}` by `{job.deploy.strategy.type}`"
    return f"{len(job.steps)} step{'' if len(job.steps) == 1 else 's'}"


RULE: Final = Rule("added", "What is new.", _REASONS, find)
