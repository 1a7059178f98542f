"""What the Nomad target emits for components comes up healthy on a cluster, changes by its strategy, and then rests."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from runtime.executors.nomad.settings import Settings
from runtime.observing.nomad import Question, observe
from tests.examples_on_engines.cluster import Cluster, cluster
from tests.examples_on_engines.deploying import deploy, emitted
from tests.examples_on_engines.images import ROOT
from tests.examples_on_engines.stage import compile_again, stage

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(600)]

PLANS = ROOT / "golden" / "plans"
NAMES = sorted(path.name for path in PLANS.glob("deploy-nomad-*"))


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
        assert planned(there, first) == ("None", {"ignore"})
        change(staged.folder / "pipeline.yaml")
        compile_again(staged)
        kind, fates = planned(there, emitted(staged, "live", "web"))
        assert (kind, "canary" in fates) == ("Edited", bool(update.get("Canary")))
        states = deploy(there, emitted(staged, "live", "web"))
        assert states[-1] == "successful"
        assert ("canary" in states) == bool(update.get("Canary"))
        assert there.register(emitted(staged, "live", "web")) == 1


def planned(there: Cluster, document: dict[str, Any]) -> tuple[str, set[str]]:
    """Return what `pipec plan --against nomad` is told of a job: whether it differs, and what its instances meet."""
    (answer,) = observe([Question(document)], (), Settings(there.address)).answers
    return answer.difference.node.kind, {fate for group in answer.difference.groups for fate in group.updates}


def change(pipeline: Path) -> None:
    """Give the component another environment."""
    text = pipeline.read_text("utf-8")
    before = "    image: registry.example/web:1.4\n"
    assert before in text
    pipeline.write_text(text.replace(before, f"{before}    environment: {{EDITION: second}}\n", 1), "utf-8")


def answers(instances: list[str]) -> list[str]:
    """Return what each instance says of its health."""
    return [httpx.get(f"http://{each}/healthz").text for each in instances]
