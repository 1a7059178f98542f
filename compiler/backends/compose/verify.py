"""The files read again and compared with the plan. Each finding is a bug of the compiler."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...ir.plan import Plan
from ..base import Emission
from ..binding import compose_colour, compose_lock, two_versions
from ..profile import Profile
from ..slots import COLOURS
from ..yaml_read import read_yaml
from . import names
from .emit import with_jobs
from .stamp import file_digest
from .verify_components import compare_service, compare_slots
from .verify_jobs import compare_jobs

Read = dict[str, dict[str, Any]]
"""Path of a YAML file to what it holds."""


def verify(plan: Plan, profile: Profile, emission: Emission) -> Iterator[str]:
    """Yield what is wrong with the emitted files."""
    contents = {file.path: file.data for file in emission.files}
    documents = {path: read_yaml(data) for path, data in contents.items() if path.endswith(".yaml")}
    yield from _shapes(documents)
    expected = dict(_expected(plan, profile))
    for path in sorted(expected.keys() ^ documents.keys()):
        yield f"{path} is {'missing' if path in expected else 'not of this plan'}"
    for path, data in documents.items():
        if "x-pipec" in data and data["x-pipec"]["digest"] != file_digest(contents[path]):
            yield f"the digest in {path} is not the file's"
    if expected.keys() == documents.keys():
        yield from _compared(plan, profile, documents)


def _expected(plan: Plan, profile: Profile) -> Iterator[tuple[str, str]]:
    if with_jobs(plan, profile):
        yield names.JOBS_FILE, names.jobs_project(plan)
    for environment in plan.environments:
        if environment.runner == "compose":
            yield compose_lock(environment), names.project(plan, environment)
            for component in two_versions(plan, environment):
                for colour in COLOURS:
                    project = names.colour_project(plan, environment, component.name, colour)
                    yield compose_colour(environment, component.name, colour), project


def _shapes(documents: Read) -> Iterable[str]:
    import jsonschema_rs

    shape = jsonschema_rs.validator_for(json.loads(Path(__file__).with_name("shape.json").read_text("utf-8")))
    for path, data in documents.items():
        for error in shape.iter_errors(data):
            where = "/".join(str(part) for part in error.instance_path)
            yield f"{path} has no valid shape at /{where}: {error.message}"


def _compared(plan: Plan, profile: Profile, documents: Read) -> Iterator[str]:
    for path, project in _expected(plan, profile):
        if documents[path]["name"] != project:
            yield f"{path} is project {documents[path]['name']}, not {project}"
    if names.JOBS_FILE in documents:
        yield from compare_jobs(plan, profile, documents[names.JOBS_FILE]["services"])
    for environment in plan.environments:
        if environment.runner != "compose":
            continue
        services = documents[compose_lock(environment)]["services"]
        if list(services) != [each.name for each in environment.components]:
            yield f"the lock of {environment.name} has other services than the environment has components"
            continue
        for component in environment.components:
            yield from compare_service(environment, component, profile, services[component.name])
        for component in two_versions(plan, environment):
            files = [documents[compose_colour(environment, component.name, colour)] for colour in COLOURS]
            yield from compare_slots(environment, component, profile, [file["services"] for file in files])
