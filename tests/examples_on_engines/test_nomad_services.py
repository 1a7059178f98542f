"""What the Nomad target emits for components comes up healthy on a cluster, changes by its strategy, and then rests."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.examples_on_engines.cluster import Cluster, cluster
from tests.examples_on_engines.stage import ROOT, Stage, compile_again, stage

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(600)]

PLANS = ROOT / "golden" / "plans"
SECOND = 1_000_000_000
NAMES = sorted(path.name for path in PLANS.glob("deploy-nomad-*"))


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


@pytest.mark.parametrize("version", ["1.11", "1.7"])
@pytest.mark.parametrize("name", NAMES)
def test_a_strategy_brings_up_a_version_and_the_next(name, version, tmp_path):
    staged = stage(PLANS / name, tmp_path / "shop", nomad=f'version = "{version}"')
    with cluster(version, staged.name) as there:
        first = emitted(staged, "live", "web")
        update = (first["Job"].get("Update") or first["Job"]["TaskGroups"][0]["Update"]) or {}
        assert deploy(there, first)[-1] == "successful"
        assert answers(there.instances(f"{staged.name}-web")) == ["ok\n"] * first["Job"]["TaskGroups"][0]["Count"]
        assert there.register(emitted(staged, "live", "web")) == 0, "the same job is no new version"
        change(staged.folder / "pipeline.yaml")
        compile_again(staged)
        states = deploy(there, emitted(staged, "live", "web"))
        assert states[-1] == "successful"
        assert ("canary" in states) == bool(update.get("Canary"))
        assert there.register(emitted(staged, "live", "web")) == 1


def change(pipeline: Path) -> None:
    """Give the component another environment."""
    text = pipeline.read_text("utf-8")
    before = "    image: registry.example/web:1.4\n"
    assert before in text
    pipeline.write_text(text.replace(before, f"{before}    environment: {{EDITION: second}}\n", 1), "utf-8")


def answers(instances: list[str]) -> list[str]:
    """Return what each instance says of its health."""
    return [httpx.get(f"http://{each}/healthz").text for each in instances]
