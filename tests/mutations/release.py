"""The oracle's own reading of components, environments and deployments."""

from .deployments import deployment, promotions
from .jobs import Checks, approval
from .loading import shape
from .texts import Scope
from .tree import Data, Leaf, WrongError
from .values import (
    check_command,
    check_health,
    check_image,
    check_port,
    compile_value,
    items,
    mapping,
    texts,
    whole_number,
)


def check_release(oracle: Checks) -> None:
    """Look through the components, each environment with its settings, and the deployments."""
    components = {name: mapping(body) for name, body in mapping(oracle.document.get("components")).items()}
    environments = {name: mapping(body) for name, body in mapping(oracle.document.get("environments")).items()}
    for name, body in components.items():
        oracle.tell(component, oracle, name, body, components)
    cycle(oracle, {name: texts(body.get("depends_on")) for name, body in components.items()})
    merged = {}
    for name, body in environments.items():
        merged[name] = settings(oracle, name, body, components)
    cycle(oracle, {name: [_text(body["after"])] for name, body in environments.items() if "after" in body})
    for name, job in oracle.jobs.items():
        if "deploy" in job:
            oracle.tell(deployment, oracle, name, job, components, environments, merged)
    promotions(oracle, environments)


def cycle(oracle: Checks, edges: dict[str, list[str]]) -> None:
    """Refuse rows of names that lead back."""
    for start in edges:
        seen: set[str] = set()
        row = [start]
        while row:
            for other in edges.get(row.pop(), []):
                if other == start:
                    oracle.wrong("a cycle")
                    return
                if other not in seen:
                    seen.add(other)
                    row.append(other)


def _text(data: Data | None) -> str:
    return data.text if isinstance(data, Leaf) else ""


def component(oracle: Checks, name: str, body: dict[str, Data], known: dict[str, dict[str, Data]]) -> None:
    """Look through one component."""
    scope = Scope(oracle.world, [mapping(body.get("environment"))], system=False)
    scope.release = True
    image = body.get("image")
    if isinstance(image, dict):
        producer(oracle, _text(image.get("from")), "outputs")
    check_image(image, scope)
    if "artifact" in body:
        producer(oracle, _text(body["artifact"]), "artifacts")
    check_command(body.get("command"), scope)
    for variable in scope.levels[0]:
        value = scope.variable(variable)
        if value is not None and value.secret:
            raise WrongError("a secret in a component's environment")
    whole_number(body.get("replicas"), scope)
    for other in texts(body.get("depends_on")):
        if other not in known or other == name:
            raise WrongError(f"no component {other}")
    _ports(body, scope)
    _volumes(body, scope)
    _secrets(body, scope)


def _ports(body: dict[str, Data], scope: Scope) -> None:
    ports = [_text(mapping(port).get("name")) for port in items(body.get("ports"))]
    if len(ports) != len(set(ports)):
        raise WrongError("a port twice")
    check_health(body.get("health_check"), scope, ports)
    for route in items(body.get("routes")):
        check_port(mapping(route).get("port"), scope, ports)


def _volumes(body: dict[str, Data], scope: Scope) -> None:
    paths: list[str] = []
    for volume in items(body.get("volumes")):
        path = str(compile_value(mapping(volume).get("path"), scope).value)
        if not path.startswith("/") or "/../" in f"{path}/" or path in paths:
            raise WrongError(f"the volume {path}")
        paths.append(path)


def _secrets(body: dict[str, Data], scope: Scope) -> None:
    sources: list[str] = [f"env {variable}" for variable in scope.levels[0]]
    for secret in mapping(body.get("secrets")).values():
        for kind, leaf in mapping(secret).items():
            text = _text(leaf)
            if kind == "file" and (not text.startswith("/") or "/../" in f"{text}/"):
                raise WrongError(f"the file {text}")
            if f"{kind} {text}" in sources:
                raise WrongError(f"two sources of {text}")
            sources.append(f"{kind} {text}")


def producer(oracle: Checks, reference: str, kind: str) -> None:
    """Check that a job makes what is taken from it, once."""
    name, _, what = reference.partition(".")
    job = oracle.jobs.get(name)
    made = [] if job is None else texts(job.get(kind)) if kind == "outputs" else list(mapping(job.get(kind)))
    if job is None or what not in made or "matrix" in job:
        raise WrongError(f"nobody makes {reference}")


def settings(
    oracle: Checks, name: str, body: dict[str, Data], components: dict[str, dict[str, Data]]
) -> dict[str, dict[str, Data]]:
    """Look through one environment; return the components as they are there."""
    scope = Scope(oracle.world, [], system=False)
    oracle.tell(approval, oracle, body.get("approval"), scope)
    _target(oracle, body, scope)
    after = _text(body.get("after"))
    if "after" in body and (after not in mapping(oracle.document.get("environments")) or after == name):
        oracle.wrong(f"after {after}")
    return _components(oracle, name, body, components)


def _target(oracle: Checks, body: dict[str, Data], scope: Scope) -> None:
    target = mapping(body.get("target"))
    span = _text(target.get("port_range"))
    if span and "${" not in span:
        low, _, high = span.partition("-")
        if not 0 < int(low) <= int(high) < 65536:
            oracle.wrong("port_range")
    for leaf in (target.get(key) for key in ("address", "namespace", "region", "directory")):
        oracle.tell(compile_value, leaf, scope)


def _components(
    oracle: Checks, name: str, body: dict[str, Data], components: dict[str, dict[str, Data]]
) -> dict[str, dict[str, Data]]:
    overrides = mapping(body.get("overrides"))
    if overrides.keys() - components.keys():
        oracle.wrong(f"overrides of {name}")
    merged = {}
    wanted: set[str] = set()
    for each, base in components.items():
        whole = base
        if mapping(body.get("variables")):
            whole = {**whole, "environment": _merge(mapping(whole.get("environment")), mapping(body.get("variables")))}
        if each in overrides:
            whole = _merge(whole, mapping(overrides[each]))
            found = shape(whole, "component")
            oracle.found.extend(found)
            if found:
                continue
        merged[each] = whole
        oracle.tell(component, oracle, each, whole, components)
        wanted |= mapping(whole.get("secrets")).keys()
    cycle(oracle, {each: texts(whole.get("depends_on")) for each, whole in merged.items()})
    if wanted - mapping(body.get("secrets")).keys():
        oracle.wrong(f"secrets of {name}")
    return merged


def _merge(base: dict[str, Data], over: dict[str, Data]) -> dict[str, Data]:
    merged = dict(base)
    for key, value in over.items():
        before = merged.get(key)
        if isinstance(value, Leaf) and value.value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            merged[key] = _merge(before if isinstance(before, dict) else {}, value)
        else:
            merged[key] = value
    return merged
