"""Emitted service jobs brought onto a cluster as a deployment would: registered, watched, promoted."""

import json
import time
from typing import Any

from tests.examples_on_engines.cluster import Cluster
from tests.examples_on_engines.stage import Stage

SECOND = 1_000_000_000


def emitted(staged: Stage, environment: str, component: str) -> dict[str, Any]:
    """Return an emitted job, in a hurry: it drains for a second, and is healthy after two."""
    path = staged.bundle / "nomad" / "environments" / environment / f"{component}.nomad.json"
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for group in document["Job"]["TaskGroups"]:
        group["ShutdownDelay"] = min(group.get("ShutdownDelay", 0), SECOND)
        if group.get("Update"):
            group["Update"]["MinHealthyTime"] = min(group["Update"]["MinHealthyTime"], 2 * SECOND)
    return document


def deploy(there: Cluster, document: dict[str, Any], namespace: str = "default") -> list[str]:
    """Register a job, promote it when its canaries are healthy; return the states of its deployment."""
    job = document["Job"]["ID"]
    version = there.register(document)
    seen: list[str] = []
    for _ in range(600):
        deployment = there.deployment(job, version, namespace)
        state = deployment.get("Status", "none")
        groups = deployment.get("TaskGroups", {}).values()
        if state == "running" and any(each["DesiredCanaries"] and not each["Promoted"] for each in groups):
            state = "canary"
            if all(each["HealthyAllocs"] >= each["DesiredCanaries"] for each in groups):
                there.promote(deployment["ID"], namespace)
        seen += [state] if seen[-1:] != [state] else []
        if state in {"successful", "failed", "cancelled"}:
            return seen
        time.sleep(0.3)
    raise AssertionError(f"{job} did not come to an end: {seen}")
