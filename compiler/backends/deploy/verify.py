"""The emitted files read again and compared with the plan; each sentence is a bug of the compiler."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ...ir.digest import plan_digest, release_id
from ...ir.plan import Plan
from ...ir.release import Component, Environment
from ..base import Emission
from ..profile import Profile
from ..slots import Slot, slots
from .dotenv import assignments, fits, parse
from .exposure import backends, claims
from .layout import dotenv_path, manifest_path, router_paths, unit_path
from .manifest import deployments
from .routing import NOBODY

_SCHEMA: Final = Path(__file__).parents[3] / "schemas" / "manifest.schema.json"


def verify(plan: Plan, profile: Profile, emission: Emission) -> Iterator[str]:
    """Yield a sentence for each difference between the files and the plan."""
    del profile  # nothing here differs from site to site
    files = {file.path: file.data.decode() for file in emission.files}
    expected = {path for environment in plan.environments for path in _paths(environment)}
    yield from (f"{path} is missing" for path in sorted(expected - files.keys()))
    yield from (f"{path} was not asked for" for path in sorted(files.keys() - expected))
    for environment in plan.environments:
        if expected.isdisjoint(_paths(environment)) or not files.keys() >= set(_paths(environment)):
            continue
        path = manifest_path(environment)
        data = json.loads(files[path])
        yield from (f"{path}{message}" for message in _invalid(data))
        yield from (f"{path}: {message}" for message in _manifest(plan, environment, data))
        yield from _router(environment, files)
        for component in environment.components if environment.runner == "systemd" else ():
            yield from _host(environment, component, files)


def _paths(environment: Environment) -> list[str]:
    hosts = environment.components if environment.runner == "systemd" else ()
    return [
        manifest_path(environment),
        *router_paths(environment),
        *(path(environment, component) for component in hosts for path in (unit_path, dotenv_path)),
    ]


def _invalid(data: Any) -> Iterator[str]:
    from jsonschema_rs import validator_for

    for error in validator_for(json.loads(_SCHEMA.read_text(encoding="utf-8"))).iter_errors(data):
        yield f"#/{'/'.join(str(each) for each in error.instance_path)}: {error.message[:200]}"


def _manifest(plan: Plan, environment: Environment, data: dict[str, Any]) -> Iterator[str]:
    if data["plan"] != plan_digest(plan) or data["release"]["id"] != release_id(plan.components):
        yield "the digests are not the plan's"
    if (data["environment"], data["runner"], data["after"]) != (
        environment.name,
        environment.runner,
        environment.after,
    ):
        yield "the environment is another one"
    if [each["name"] for each in data["components"]] != [each.name for each in environment.components]:
        yield "the components are not the plan's"
        return
    for component, written in zip(environment.components, data["components"], strict=True):
        yield from (f"`{component.name}`: {message}" for message in _component(component, written))
    wanted = [(job, deploy.strategy.type, list(deploy.components)) for job, deploy in deployments(plan, environment)]
    if [(each["job"], each["strategy"], each["components"]) for each in data["deployments"]] != wanted:
        yield "the deployments are not the plan's"
    for deployment in data["deployments"]:
        yield from _order(environment, deployment)
    yield from _holes(data)


def _component(component: Component, written: dict[str, Any]) -> Iterator[str]:
    if written["environment"] != {each.name: each.value.constant for each in component.environment}:
        yield "the variables differ"
    pinned = getattr(component.image, "pinned", None)
    if (written["image"] or {}).get("pinned") != pinned or written["digest"] != component.digest:
        yield "the image differs"
    limits = component.resources
    if written["resources"] != {"cpu": limits.cpu, "memory": limits.memory, "disk": limits.disk}:
        yield "the limits differ"
    if (written["replicas"], written["command"]) != (component.replicas, list(component.command)):
        yield "the instances differ"


def _order(environment: Environment, deployment: dict[str, Any]) -> Iterator[str]:
    """Yield where a component's new version starts before that of what it depends on."""
    starts: dict[str, int] = {}
    for at, task in enumerate(deployment["tasks"]):
        if task["move"] == "start":
            starts.setdefault(task["component"], at)
    if starts.keys() != set(deployment["components"]):
        yield "a component of a deployment is never started"
    for component in environment.components:
        for other in component.depends_on:
            if starts.get(other, -1) > starts.get(component.name, len(deployment["tasks"])):
                yield f"`{component.name}` starts before `{other}`, which it depends on"


def _holes(data: dict[str, Any]) -> Iterator[str]:
    """Yield the holes that point to nothing, or to something that is there already."""
    for hole in data["holes"]:
        node: Any = data
        if not hole["file"].endswith("/manifest.json"):
            continue
        for token in hole["pointer"].split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            node = node[int(key)] if isinstance(node, list) else node[key]
        if node is not None:
            yield f"the hole {hole['pointer']} is filled"


def _router(environment: Environment, files: dict[str, str]) -> Iterator[str]:
    text = "\n".join(files[path] for path in router_paths(environment))
    places = slots(environment)
    for backend in backends(environment):
        for slot in places:
            if slot.component == backend.component.name and not _has_server(environment, backend.port, slot, text):
                yield f"{router_paths(environment)[-1]}: `{backend.name}` has no server {slot.name}"
    for port, _, match in claims(environment) if environment.router else ():
        if not re.search(rf"^\s*(listen|bind) :?{port}\b", text, re.MULTILINE):
            yield f"{router_paths(environment)[0]}: nothing listens on port {port} for `{match.component}`"


def _has_server(environment: Environment, container: int, slot: Slot, text: str) -> bool:
    address = rf"127\.0\.0\.1:{dict(slot.ports).get(container, NOBODY)}"
    if environment.router == "haproxy":
        return re.search(rf"^ *server {slot.name} {address} ", text, re.MULTILINE) is not None
    if slot.colour == "green":  # nginx has just the colour that serves; a deployment writes the other
        return True
    return re.search(rf"^ *server {address} .*; # {slot.name}$", text, re.MULTILINE) is not None


def _host(environment: Environment, component: Component, files: dict[str, str]) -> Iterator[str]:
    path = dotenv_path(environment, component)
    if parse(files[path]) != {each.name: each.value for each in assignments(component) if fits(each.value)}:
        yield f"{path}: the variables differ from the plan's"
    path = unit_path(environment, component)
    limits = re.findall(r"^(?:MemoryMax)=(\d+)$", files[path], re.MULTILINE)
    if limits != ([str(component.resources.memory)] if component.resources.memory is not None else []):
        yield f"{path}: the memory limit differs from the plan's"
    if len(re.findall(r"^ExecStart=", files[path], re.MULTILINE)) != 1:
        yield f"{path}: a unit starts one program"
