"""A service job read again and compared with the plan's component."""

from collections.abc import Iterator
from typing import Any

from ...ir.plan import Plan
from ...ir.release import AllAtOnce
from ...ir.values import BuiltImage, Secret
from ..binding import placeholder
from ..profile import Profile
from ..registries import image_reference
from .decode import variables
from .names import LEASED_PATH, component_id
from .network import ports
from .reserve import reservation
from .templates import Action, Value
from .update import Placement


def compare_component(plan: Plan, placement: Placement, profile: Profile, data: dict[str, Any]) -> Iterator[str]:
    """Yield what differs between a component of the plan and its file."""
    component, found = placement.component, data["Job"]
    if found["ID"] != component_id(plan.name, component.name) or found["Type"] != "service":
        yield f"is not the service job of `{component.name}`"
    group = found["TaskGroups"][0]
    (task,) = group["Tasks"]
    if group["Count"] != component.replicas:
        yield "has another number of instances"
    if group["Meta"]["pipec_digest"] != component.digest:
        yield "has another digest"
    if task["Resources"] != reservation(component.resources, profile):
        yield "has other limits"
    yield from _image(placement, profile, task)
    yield from _ports(placement, group)
    yield from _strategy(placement, group)
    yield from _environment(placement, task)
    yield from _volumes(placement, group, task)


def _image(placement: Placement, profile: Profile, task: dict[str, Any]) -> Iterator[str]:
    image, found = placement.component.image, task["Config"]["image"]
    if isinstance(image, BuiltImage):
        if found != placeholder(image):
            yield "has an image where the plan has a hole"
    elif image is not None and found != image_reference(image, profile):
        yield "has another image"
    command = [word.replace("$${", "${").replace("%%{", "%{") for word in task["Config"].get("args", ())]
    if tuple(command) != placement.component.command:
        yield "has another command"


def _ports(placement: Placement, group: dict[str, Any]) -> Iterator[str]:
    network = (group.get("Networks") or [{}])[0]
    found = [
        (port["Label"], port["To"], port.get("Value"))
        for port in (*network.get("DynamicPorts", ()), *network.get("ReservedPorts", ()))
    ]
    wanted = [(port.name, port.container, port.publish) for port in ports(placement.component)]
    if sorted(found, key=str) != sorted(wanted, key=str):
        yield "has other ports"
    check = placement.component.health_check
    checks = [each for service in group.get("Services", ()) for each in service.get("Checks", ())]
    wanted_check = [check.type] if check is not None and check.type != "command" and check.port is not None else []
    if [each["Type"] for each in checks] != wanted_check:
        yield "has another health check"


def _strategy(placement: Placement, group: dict[str, Any]) -> Iterator[str]:
    deploy, update = placement.deploy, group["Update"]
    side_by_side = (
        deploy is not None and placement.environment.router is not None and not isinstance(deploy.strategy, AllAtOnce)
    )
    if update["Canary"] != (placement.component.replicas if side_by_side else 0):
        yield "has another number of canaries than its strategy wants"
    if update["AutoPromote"] or update["AutoRevert"]:
        yield "would be promoted or reverted by Nomad itself"
    if not update["MinHealthyTime"] < update["HealthyDeadline"] < update["ProgressDeadline"]:
        yield "has deadlines that Nomad refuses"


def _environment(placement: Placement, task: dict[str, Any]) -> Iterator[str]:
    found: dict[str, Value] = {name: (text,) if text else () for name, text in task.get("Env", {}).items()}
    for template in task.get("Templates", ()):
        if template.get("Envvars"):
            found |= variables(template)
            yield from _changes(placement, template)
    component = placement.component
    wanted = {each.name: each.value.parts for each in component.environment}
    wanted |= {each.env: (Secret(each.name),) for each in component.secrets if each.env is not None}
    if found.keys() != wanted.keys():
        yield "has other variables"
        return
    for name, parts in wanted.items():
        pieces = found[name]
        same = len(pieces) == len(parts) and all(_same(part, piece) for part, piece in zip(parts, pieces, strict=True))
        if not same:
            yield f"has another value of `{name}`"


def _changes(placement: Placement, template: dict[str, Any]) -> Iterator[str]:
    leased = {each.name for each in placement.environment.secrets if each.kind == "vault"}
    owned = {each.env: {each.name} for each in placement.component.secrets}
    owned |= {
        each.name: {part.name for part in each.value.parts if isinstance(part, Secret)}
        for each in placement.component.environment
    }
    restarts = (template["DestPath"], template["ChangeMode"]) == (LEASED_PATH, "restart")
    for name in variables(template):
        if bool(leased & owned.get(name, set())) != restarts:
            yield f"restarts, or does not, against the plan when `{name}` changes"


def _same(part: object, piece: str | Action) -> bool:
    return part == piece if isinstance(piece, str) else isinstance(part, Secret)


def _volumes(placement: Placement, group: dict[str, Any], task: dict[str, Any]) -> Iterator[str]:
    found = {(each["Volume"], each["Destination"], each["ReadOnly"]) for each in task.get("VolumeMounts", ())}
    wanted = {(each.name, each.path, each.read_only) for each in placement.component.volumes}
    if found != wanted or set(group.get("Volumes", {})) != {each.name for each in placement.component.volumes}:
        yield "has other volumes"
    files = {mount["target"] for mount in task["Config"].get("mount", ())}
    if files != {each.file for each in placement.component.secrets if each.file is not None}:
        yield "has other secret files"
