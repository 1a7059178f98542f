"""The oracle's own reading of deployments: what is deployed where, by which strategy, and in which order."""

import re
from itertools import pairwise

from .jobs import Checks, approval
from .texts import Scope
from .tree import Data, WrongError
from .values import (
    check_health,
    duration,
    items,
    mapping,
    number,
    texts,
    timeout,
    word,
)


def deployment(
    oracle: Checks,
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
    environment = word(deploy.get("environment"), "")
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
        for reference in (
            word(image.get("from"), "") if isinstance(image, dict) else "",
            word(body.get("artifact"), ""),
        ):
            if reference and reference.partition(".")[0] not in oracle.world.waits[name]:
                raise WrongError(f"{name} does not wait for {reference}")


def strategy(oracle: Checks, deploy: dict[str, Data], scope: Scope, limit: float, ports: list[Data]) -> None:
    """Check that a strategy does not contradict itself and fits into its job."""
    body = mapping(deploy.get("strategy"))
    kind = word(body.get("type"), "")
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
        rollback = word(deploy.get("rollback_on_failure"), "") != "false"
        if "monitor" in deploy and "monitor" in body and watched != monitor:
            raise WrongError("monitored twice")
        if rollback and duration(body.get("keep_old"), scope, 3600) < waiting:
            raise WrongError("dropped too early")
        approval(oracle, body.get("switch_approval"), scope)
        smoke = mapping(body.get("smoke_test"))
        check_health(smoke.get("health_check"), scope, [word(mapping(port).get("name"), "") for port in ports])
    if kind == "canary":
        waiting = monitor + canary(oracle, body, scope)
    if waiting > limit:
        raise WrongError("a deployment longer than its job")


def canary(oracle: Checks, body: dict[str, Data], scope: Scope) -> float:
    """Check the stages and analyses of a canary; return how long the stages take."""
    stages = [mapping(stage) for stage in items(body.get("stages"))]
    weights = [float(word(stage.get("weight"), "").removesuffix("%")) for stage in stages]
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
        if word(one.get("compare"), "") == "relative" and re.fullmatch(
            r"[-+]?0*\.?0*", word(one.get("threshold"), "") or "1"
        ):
            raise WrongError("a relative threshold of nothing")
        if "confidence" in one and number(one["confidence"], scope) in {0.0, 1.0}:
            raise WrongError("a certain confidence")
    return sum(times) if stages else 2700


def promotions(oracle: Checks, environments: dict[str, dict[str, Data]]) -> None:
    """Check that who deploys after another environment waits for a deployment into it, where there is one."""
    into: dict[str, list[str]] = {}
    for name, job in oracle.jobs.items():
        into.setdefault(word(mapping(job.get("deploy")).get("environment"), ""), []).append(name)
    for name, body in environments.items():
        before = into.get(word(body.get("after"), "") or "-", [])
        for later in into.get(name, []):
            if before and not any(each in oracle.world.waits[later] for each in before):
                oracle.wrong(f"{later} promotes too early")
