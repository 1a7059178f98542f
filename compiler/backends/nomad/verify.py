"""Emitted jobs read again: against the shape of the API, the drivers' specifications, and the plan."""

import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...ir.plan import Plan
from ..base import Emission
from ..profile import Profile
from .docker import problems
from .update import placements
from .verify_components import compare_component
from .verify_jobs import compare_job

if TYPE_CHECKING:
    from jsonschema_rs import Validator

Comparison = Callable[[dict[str, Any]], Iterator[str]]
"""Compares a file, read again, with its part of the plan."""


def verify(plan: Plan, profile: Profile, emission: Emission) -> Iterator[str]:
    """Yield a sentence for each difference between the files and what the API, the drivers or the plan want.

    A file that has not the API's shape is not compared with the plan.
    """
    files = {file.path: file.data for file in emission.files}
    for path, compare in _comparisons(plan, profile):
        data = files.pop(path, None)
        found = ("is not there",) if data is None else _problems(_read(path, data), profile, compare)
        yield from (f"`{path}` {problem}" for problem in found)
    yield from (f"`{path}` stands for nothing in the plan" for path in files)


def _read(path: str, data: bytes) -> dict[str, Any]:
    if path.endswith(".hcl"):
        from .hcl_read import read_job

        return read_job(data.decode())
    found: dict[str, Any] = json.loads(data)
    return found


def _comparisons(plan: Plan, profile: Profile) -> Iterator[tuple[str, Comparison]]:
    """Yield the path of each file that the plan wants, and what compares it."""
    extension = "hcl" if profile.option("format", "json") == "hcl" else "json"
    for job in plan.jobs:
        if job.steps:
            yield f"jobs/{job.id}.nomad.{extension}", partial(compare_job, plan, job, profile)
    for place in placements(plan):
        path = f"environments/{place.environment.name}/{place.component.name}.nomad.{extension}"
        yield path, partial(compare_component, plan, place, profile)


def _problems(data: dict[str, Any], profile: Profile, compare: Comparison) -> tuple[str, ...]:
    return tuple(_shape(data, profile)) or tuple(compare(data))


def _shape(data: dict[str, Any], profile: Profile) -> Iterator[str]:
    for error in validator().iter_errors(data):
        pointer = "/".join(str(part) for part in error.instance_path)
        yield f"has not the shape of Nomad's API at `/{pointer}`: {error.message}"
    for task in _tasks(data):
        for problem in problems(task["Driver"], task["Config"], profile):
            yield f"has the task `{task['Name']}`, which {problem}"


def _tasks(data: dict[str, Any]) -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = data.get("Job", {}).get("TaskGroups", [])
    return [task for group in groups for task in group.get("Tasks", []) if "Driver" in task and "Config" in task]


@cache
def validator() -> "Validator":
    """Return the compiled schema of what this backend may emit."""
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads((Path(__file__).parent / "shape.json").read_text("utf-8")))
