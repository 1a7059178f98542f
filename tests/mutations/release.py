"""The oracle's own reading of components, environments and deployments."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from .texts import Scope
from .tree import Data, Leaf, WrongError
from .values import (
    check_command,
    check_health,
    check_image,
    check_port,
    compile_value,
    duration,
    items,
    mapping,
    number,
    texts,
    timeout,
)

if TYPE_CHECKING:
    from .oracle import Oracle


def check_release(oracle: "Oracle") -> None:
    """Look through the components, each environment with its settings, and the deployments."""
    components = {name: mapping(body) for name, body in mapping(oracle.document.get("components")).items()}
    environments = {name: mapping(body) for name, body in mapping(oracle.document.get("environments")).items()}
    for name, body in components.items():
        oracle.tell(lambda name=name, body=body: component(oracle, name, body, components))  # type: ignore[misc]
    cycle(oracle, {name: texts(body.get("depends_on")) for name, body in components.items()})
    merged = {}
    for name, body in environments.items():
        merged[name] = settings(oracle, name, body, components)
    cycle(oracle, {name: [_text(body["after"])] for name, body in environments.items() if "after" in body})
    for name, job in oracle.jobs.items():
        if "deploy" in job:
            oracle.tell(lambda name=name, job=job: deployment(oracle, name, job, components, environments, merged))  # type: ignore[misc]
    promotions(oracle, environments)


def cycle(oracle: "Oracle", edges: dict[str, list[str]]) -> None:
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


def component(oracle: "Oracle", name: str, body: dict[str, Data], known: dict[str, dict[str, Data]]) -> None:
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
    ports = [_text(mapping(port).get("name")) for port in items(body.get("ports"))]
    if len(ports) != len(set(ports)):
        raise WrongError("a port twice")
    check_health(body.get("health_check"), scope, ports)
    for route in items(body.get("routes")):
        check_port(mapping(route).get("port"), scope, ports)
    for other in texts(body.get("depends_on")):
        if other not in known or other == name:
            raise WrongError(f"no component {other}")
    paths = []
    for volume in items(body.get("volumes")):
        path = str(compile_value(mapping(volume).get("path"), scope).value)
        if not path.startswith("/") or "/../" in f"{path}/" or path in paths:
            raise WrongError(f"the volume {path}")
        paths.append(path)
    number(body.get("replicas"), scope)
    sources: list[str] = [f"env {variable}" for variable in scope.levels[0]]
    for secret in mapping(body.get("secrets")).values():
        for kind in ("env", "file"):
            if kind in mapping(secret):
                text = _text(mapping(secret)[kind])
                if kind == "file" and (not text.startswith("/") or "/../" in f"{text}/"):
                    raise WrongError(f"the file {text}")
                if f"{kind} {text}" in sources:
                    raise WrongError(f"two sources of {text}")
                sources.append(f"{kind} {text}")


def producer(oracle: "Oracle", reference: str, kind: str) -> None:
    """Check that a job makes what is taken from it, once."""
    name, _, what = reference.partition(".")
    job = oracle.jobs.get(name)
    made = [] if job is None else texts(job.get(kind)) if kind == "outputs" else list(mapping(job.get(kind)))
    if job is None or what not in made or "matrix" in job:
        raise WrongError(f"nobody makes {reference}")


def settings(
    oracle: "Oracle", name: str, body: dict[str, Data], components: dict[str, dict[str, Data]]
) -> dict[str, dict[str, Data]]:
    """Look through one environment; return the components as they are there."""
    from .oracle import approval, shape

    scope = Scope(oracle.world, [], system=False)
    oracle.tell(lambda: approval(oracle, body.get("approval"), scope))
    target = mapping(body.get("target"))
    span = _text(target.get("port_range"))
    if span and "${" not in span:
        low, _, high = span.partition("-")
        if not 0 < int(low) <= int(high) < 65536:
            oracle.wrong("port_range")
    for leaf in (target.get(key) for key in ("address", "namespace", "region", "directory")):
        oracle.tell(lambda leaf=leaf: compile_value(leaf, scope))  # type: ignore[misc]
    after = _text(body.get("after"))
    if after and (after not in mapping(oracle.document.get("environments")) or after == name):
        oracle.wrong(f"after {after}")
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
        oracle.tell(lambda each=each, whole=whole: component(oracle, each, whole, components))  # type: ignore[misc]
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
        elif isinstance(before, dict) and isinstance(value, dict):
            merged[key] = _merge(before, value)
        else:
            merged[key] = value
    return merged


def deployment(
    oracle: "Oracle",
    name: str,
    job: dict[str, Data],
    components: dict[str, dict[str, Data]],
    environments: dict[str, dict[str, Data]],
    merged: dict[str, dict[str, dict[str, Data]]],
) -> None:
    """Look through one deployment."""
    deploy = mapping(job["deploy"])
    scope = oracle.scope.inside(job.get("environment"))
    scope.job = name
    environment = _text(deploy.get("environment"))
    if environment not in environments:
        raise WrongError(f"no environment {environment}")
    chosen = texts(deploy.get("components")) if "components" in deploy else list(components)
    if not components or any(each not in components for each in chosen):
        raise WrongError("no such component")
    whole = timeout(oracle.document.get("timeout"), scope, 7200)
    limit = timeout(job.get("timeout"), scope, min(3600, whole))
    strategy(oracle, deploy, scope, limit, [port for each in chosen for port in items(components[each].get("ports"))])
    if "after" in environments[environment]:
        return
    for each in chosen:
        body = merged.get(environment, {}).get(each, {})
        image = body.get("image")
        for reference in (_text(image.get("from")) if isinstance(image, dict) else "", _text(body.get("artifact"))):
            if reference and reference.partition(".")[0] not in oracle.world.waits[name]:
                raise WrongError(f"{name} does not wait for {reference}")


def strategy(oracle: "Oracle", deploy: dict[str, Data], scope: Scope, limit: float, ports: list[Data]) -> None:
    """Check that a strategy does not contradict itself and fits into its job."""
    from .oracle import approval

    body = mapping(deploy.get("strategy"))
    kind = _text(body.get("type"))
    monitor = duration(deploy.get("monitor"), scope, 0)
    waiting = monitor
    for key in ("drain_timeout",):
        duration(body.get(key), scope, 0)
    if kind == "rolling":
        times = duration(body.get("health_check_interval"), scope, 10) * (
            number(body.get("success_threshold"), scope) or 3
        )
        if times > duration(body.get("health_check_timeout"), scope, 300):
            raise WrongError("never healthy")
        if (number(body.get("max_unavailable"), scope) or 0) > (number(body.get("batch_size"), scope) or 1):
            raise WrongError("more down than a batch")
    if kind == "blue-green":
        watched = duration(body.get("monitor"), scope, 600)
        waiting = max(watched, monitor)
        rollback = _text(deploy.get("rollback_on_failure")) != "false"
        if "monitor" in deploy and "monitor" in body and watched != monitor:
            raise WrongError("monitored twice")
        if rollback and duration(body.get("keep_old"), scope, 3600) < waiting:
            raise WrongError("dropped too early")
        approval(oracle, body.get("switch_approval"), scope)
        smoke = mapping(body.get("smoke_test"))
        check_health(smoke.get("health_check"), scope, [_text(mapping(port).get("name")) for port in ports])
    if kind == "canary":
        waiting = monitor + canary(oracle, body, scope)
    if waiting > limit:
        raise WrongError("a deployment longer than its job")


def canary(oracle: "Oracle", body: dict[str, Data], scope: Scope) -> float:
    """Check the stages and analyses of a canary; return how long the stages take."""
    from .oracle import approval

    stages = [mapping(stage) for stage in items(body.get("stages"))]
    weights = [float(_text(stage.get("weight")).removesuffix("%")) for stage in stages]
    times = [duration(stage.get("duration"), scope, 0) for stage in stages]
    if stages:
        if (
            any(after <= before for before, after in pairwise(weights))
            or weights[-1] != 100
            or weights[0] == 0
            or len(weights) == 1
        ):
            raise WrongError("stages do not rise")
        if any(
            w < 100 and not t and "approval" not in stage for w, t, stage in zip(weights, times, stages, strict=True)
        ):
            raise WrongError("a stage without time")
    for stage in stages:
        approval(oracle, stage.get("approval"), scope)
    analysis = body.get("analysis")
    for each in items(analysis) if isinstance(analysis, list) else [analysis]:
        one = mapping(each)
        if _text(one.get("compare")) == "relative" and re.fullmatch(
            r"[-+]?0*\.?0*", _text(one.get("threshold")) or "1"
        ):
            raise WrongError("a relative threshold of nothing")
        if "confidence" in one and number(one["confidence"], scope) in {0.0, 1.0}:
            raise WrongError("a certain confidence")
    return sum(times) if stages else 2700


def promotions(oracle: "Oracle", environments: dict[str, dict[str, Data]]) -> None:
    """Check that who deploys after another environment waits for a deployment into it, where there is one."""
    into: dict[str, list[str]] = {}
    for name, job in oracle.jobs.items():
        into.setdefault(_text(mapping(job.get("deploy")).get("environment")), []).append(name)
    for name, body in environments.items():
        before = into.get(_text(body.get("after")) or "-", [])
        for job in into.get(name, []):
            if before and not any(each in oracle.world.waits[job] for each in before):
                oracle.wrong(f"{job} promotes too early")
