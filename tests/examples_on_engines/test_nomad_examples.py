"""The examples' jobs run to their end on a Nomad cluster: `pipec run --executor nomad` on the emitted files.

Everything that travels does so: the commit by git, artifacts between jobs by `pipec artifact serve`, outputs, secrets
of Nomad's variables, images into a registry.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.examples_on_engines.cluster import Cluster, cluster
from tests.examples_on_engines.deploying import deploy, emitted
from tests.examples_on_engines.images import digest_of, need_registry
from tests.examples_on_engines.serving import (
    PIPEC,
    archive,
    free_port,
    publish,
    registry_for_containers,
    served_artifacts,
    served_folder,
)
from tests.examples_on_engines.stage import Stage, stage

pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(900)]


def run(staged: Stage, there: Cluster, state: Path, *words: str) -> tuple[int, dict[str, str], str]:
    """Run a bundle on a cluster; return the exit code, how each job ended, and what was said."""
    command = [*PIPEC, "run", str(staged.bundle), "--executor", "nomad", "--state-dir", str(state), "--event", "push"]
    done = subprocess.run(
        [*command, "--source", str(staged.folder), "--format", "json", *words],
        cwd=staged.folder, env=os.environ | {"NOMAD_ADDR": there.address}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    events = [json.loads(line) for line in done.stdout.splitlines()]
    endings = {each["job"]: each["status"] for each in events if each["event"] == "job"}
    said = [f"{each['job']}: {each['message']}" for each in events if each["event"] == "log"]
    return done.returncode, endings, "\n".join(said)[-9000:] + done.stderr[-3000:]


def settings(version: str, example: str, folder: Path, address: str, port: int) -> str:
    """Return lines of the target's table: the engine's version, where commits and artifacts come from.

    On 1.7 the commit travels as an archive: its sandbox keeps git from what git reads of the agent's user.
    """
    source = f'"{address}/{example}.git"'
    if version == "1.7":
        source = f'{{url = "{address}/{example}.tar.gz", checksum = "{archive(example, folder)}"}}'
    store = f'{{kind = "https", url = "http://127.0.0.1:{port}"}}'
    return f'version = "{version}"\ngit_source = {source}\nartifact_store = {store}'


@pytest.mark.parametrize("version", ["1.11", "1.7"])
def test_the_monorepo_is_built_from_library_to_image(version, tmp_path):
    port = free_port()
    with (
        registry_for_containers() as registry,
        served_folder(tmp_path / "git") as source,
        served_artifacts(tmp_path / "state", port),
    ):
        staged = stage(
            "monorepo", tmp_path / "monorepo", ["--var", f"registry={registry}/examples"],
            nomad=settings(version, "monorepo", tmp_path / "git", source, port),
        )  # fmt: skip
        publish(staged.folder, tmp_path / "git")
        with cluster(version, staged.name) as there:
            there.put_variable(f"nomad/jobs/{staged.name}_job_api-image", registry_password="secret")
            code, endings, log = run(staged, there, tmp_path / "state")
    assert code == 0, log
    assert endings == dict.fromkeys(("changes", "pricing", "api", "api-image", "web", "summary"), "success"), log
    version_of_it = log.partition("summary: version ")[2].partition(" ")[0]
    assert version == "1.7" or version_of_it.endswith(f"-{staged.commit[:7]}"), log
    assert digest_of(need_registry(), "examples/parcels/api", version_of_it), log


def fill_hole(staged: Stage, document: dict[str, Any], image: str) -> None:
    """Write an image where the manifest of staging says that one is missing."""
    manifest = json.loads((staged.bundle / "deploy" / "environments" / "staging" / "manifest.json").read_text("utf-8"))
    (hole,) = [each for each in manifest["holes"] if each["file"].startswith("nomad/")]
    *path, last = hole["pointer"].lstrip("/").split("/")
    node: Any = document
    for part in path:
        node = node[int(part)] if isinstance(node, list) else node[part]
    assert node[last].endswith("0" * 64)
    node[last] = image


def quote(instance: str) -> dict[str, object]:
    """Give an instance a rate, as whoever holds the token may, and ask it for that."""
    rate = {"currency": "CHF", "rate": 0.93, "at": "2026-01-01T00:00:00Z"}
    token = {"Authorization": "Bearer it's $a"}
    assert httpx.put(f"http://{instance}/quotes", json=rate, headers=token).status_code == 204
    found: dict[str, object] = httpx.get(f"http://{instance}/quotes/chf").json()
    return {name: found[name] for name in ("currency", "rate")}


@pytest.mark.parametrize("version", ["1.11", "1.7"])
def test_the_service_in_go_is_tested_and_becomes_an_image(version, tmp_path):
    with (
        registry_for_containers() as registry,
        served_folder(tmp_path / "git") as source,
    ):
        staged = stage(
            "go-service", tmp_path / "go-service", ["--var", f"registry={registry}/examples"],
            # the tests' agents say that they have 400 GHz: two of these would be a hundredth of a processor
            left_out=("  resources: {cpu: 2, memory: 2GiB}\n", "    resources: {cpu: 0.5, memory: 128MiB}\n"),
            nomad=settings(version, "go-service", tmp_path / "git", source, free_port()),
        )  # fmt: skip
        publish(staged.folder, tmp_path / "git")
        with cluster(version, staged.name) as there:
            there.put_variable(f"nomad/jobs/{staged.name}_job_image", registry_password="secret")
            code, endings, log = run(staged, there, tmp_path / "state", "--job", "image")
        assert (code, endings) == (0, {"test": "success", "image": "success"}), log
        digest = digest_of(need_registry(), "examples/shop/quotes", staged.commit)
        assert digest, log
        with cluster(version, staged.name, f"{staged.name}-shop") as there:
            there.put_variable("shop/quotes", there.namespace, feed_token="it's $a")
            document = emitted(staged, "staging", "quotes")
            fill_hole(staged, document, f"{need_registry()}/examples/shop/quotes@{digest}")
            document["Job"]["Namespace"] = there.namespace
            assert deploy(there, document, there.namespace)[-1] == "successful"
            instances = there.instances(f"{staged.name}-quotes", there.namespace)
            assert [quote(each) for each in instances] == [{"currency": "CHF", "rate": 0.93}] * 2
