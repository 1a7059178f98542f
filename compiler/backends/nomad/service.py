"""Components as `service` jobs, one for each environment.

What changes with a release but not with the component (its id, the plan's digest) stands nowhere here: Nomad would
replace every instance. The component's own digest is in labels and meta.
"""

from collections.abc import Iterator
from typing import Any, Final

from ...ir.plan import Plan
from ...ir.release import Component, ComponentSecret, Environment
from ...ir.values import BuiltImage, Image, Secret, Text
from ..binding import placeholder
from ..profile import Profile
from ..registries import image_reference
from ..traced import Traced, TracedList
from .docker import literal
from .names import ENVIRONMENT_PATH, LEASED_PATH, component_id
from .network import component_network, component_services, ports
from .reserve import NANOSECONDS, reservation
from .templates import EnvironmentTexts, Value, environment, file
from .update import Placement, drain, update_block
from .values import component_secret, component_value, secret_source

_KILL_TIMEOUT: Final = 10
TASK: Final = "main"


def component_job(plan: Plan, placement: Placement, profile: Profile) -> dict[str, Any]:
    """Return the job that keeps a component running, as the API takes it."""
    component, place = placement.component, placement.environment
    identifier = component_id(plan.name, component.name)
    job = {
        "ID": identifier,
        "Name": identifier,
        "Type": "service",
        **location(profile, place),
        "TaskGroups": [_group(plan, placement, profile)],
    }
    return {"Job": Traced(component.origin, job)}


def location(profile: Profile, place: Environment | None) -> dict[str, Any]:
    """Return where a job runs: as the environment says, else the profile, else anywhere."""
    region = (place.target.region if place else None) or profile.region
    namespace = (place.target.namespace if place else None) or profile.namespace
    datacenters = (place.target.datacenters if place else ()) or profile.datacenters or ("*",)
    data: dict[str, Any] = {}
    if region:
        data["Region"] = region
    if namespace:
        data["Namespace"] = namespace
    return data | {"Datacenters": list(datacenters)}


def _group(plan: Plan, placement: Placement, profile: Profile) -> dict[str, Any]:
    component = placement.component
    group: dict[str, Any] = {
        "Name": component.name,
        "Count": component.replicas,
        "ShutdownDelay": drain(placement.deploy) * NANOSECONDS,
        "Meta": {"pipec_component": component.name, "pipec_digest": component.digest},
        "Update": update_block(placement),
    }
    if networks := component_network(component):
        group["Networks"] = networks
    if services := component_services(plan.name, component):
        group["Services"] = services
    if component.volumes:
        group["Volumes"] = {
            volume.name: Traced(volume.origin, {"Type": "host", "Source": volume.name, "ReadOnly": volume.read_only})
            for volume in component.volumes
        }
    group["Tasks"] = [_task(plan, placement, profile)]
    return group


def _task(plan: Plan, placement: Placement, profile: Profile) -> dict[str, Any]:
    component, place = placement.component, placement.environment
    texts = _environment(plan, place, component)
    task: dict[str, Any] = {
        "Name": TASK,
        "Driver": "docker",
        "Config": _config(plan, component, profile),
        "KillTimeout": _KILL_TIMEOUT * NANOSECONDS,
        "Resources": reservation(component.resources, profile),
    }
    if texts.env:
        task["Env"] = texts.env
    files = [each for each in component.secrets if each.file is not None]
    templates = [*texts.templates, *(_secret_file(plan, place, component, each) for each in files)]
    if templates:
        spans = [component.origin] * len(texts.templates) + [each.origin for each in files]
        task["Templates"] = TracedList(zip(templates, spans, strict=True))
    if any(_kind(place, name) == "vault" for name in secret_names(component)):
        task["Vault"] = {"ChangeMode": "noop"}
    if component.volumes:
        task["VolumeMounts"] = [
            {"Volume": volume.name, "Destination": volume.path, "ReadOnly": volume.read_only}
            for volume in component.volumes
        ]
    return Traced(component.origin, task)


def _config(plan: Plan, component: Component, profile: Profile) -> dict[str, Any]:
    config: dict[str, Any] = {"image": image_text(component, profile)}
    if component.command:
        config["args"] = [literal(word) for word in component.command]
    if labels := [port.name for port in ports(component)]:
        config["ports"] = labels
    if component.resources.cpu:
        config["cpu_hard_limit"] = True
    own = {"pipec.pipeline": plan.name, "pipec.component": component.name, "pipec.digest": component.digest}
    config["labels"] = [{literal(key): literal(value) for key, value in component.labels} | own]
    files = [each for each in component.secrets if each.file is not None]
    if files:
        config["mount"] = [_mount(each) for each in files]
    config["security_opt"] = ["no-new-privileges"]
    origin = component.image.origin if component.image else component.origin
    return Traced(component.origin, config, {"image": origin})


def image_text(component: Component, profile: Profile) -> str:
    """Return the image by digest, or the hole's placeholder."""
    if isinstance(component.image, BuiltImage):
        return placeholder(component.image)
    return image_reference(component.image or Image(""), profile)


def secret_path(secret: ComponentSecret) -> str:
    """Return where a secret's file is rendered, in the task's own memory file system."""
    return f"secrets/{secret.name}"


def _mount(secret: ComponentSecret) -> dict[str, Any]:
    target = literal(secret.file or "")
    return {"type": "bind", "source": secret_path(secret), "target": target, "readonly": True}


def _secret_file(plan: Plan, place: Environment, component: Component, secret: ComponentSecret) -> dict[str, Any]:
    action = component_secret(plan, place, component, secret.name)
    return file((action,), secret_path(secret), "0400", _change(place, (secret.name,)))


def _environment(plan: Plan, place: Environment, component: Component) -> EnvironmentTexts:
    """Return the variables in two templates, because one that changes restarts the task for all that is in it."""
    steady: list[tuple[str, Value]] = []
    leased: list[tuple[str, Value]] = []
    for name, text in _texts(component):
        secrets = tuple(part.name for part in text.parts if isinstance(part, Secret))
        row = leased if _change(place, secrets) == "restart" else steady
        row.append((name, component_value(plan, place, component, text)))
    first = environment(steady, ENVIRONMENT_PATH, "noop")
    second = environment(leased, LEASED_PATH, "restart")
    return EnvironmentTexts(first.env | second.env, [*first.templates, *second.templates])


def _texts(component: Component) -> Iterator[tuple[str, Text]]:
    yield from ((each.name, each.value) for each in component.environment)
    yield from ((each.env, Text((Secret(each.name),))) for each in component.secrets if each.env is not None)


def secret_names(component: Component) -> tuple[str, ...]:
    """Return the secrets that a component reads, by name."""
    inner = (part.name for each in component.environment for part in each.value.parts if isinstance(part, Secret))
    return tuple(dict.fromkeys((*(each.name for each in component.secrets), *inner)))


def _change(place: Environment, names: tuple[str, ...]) -> str:
    """Return what happens when a secret changes: nothing, for a new value goes out with a deployment like all else.

    Only Vault's may be leased, and an instance must not go on with one that expired.
    """
    return "restart" if any(_kind(place, name) == "vault" for name in names) else "noop"


def _kind(place: Environment, name: str) -> str:
    source = secret_source(place, name)
    return source.kind if source else ""
