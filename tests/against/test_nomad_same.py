"""No difference is told of a job that was registered exactly as it was emitted, whatever Nomad made of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from compiler.ir.plan import Plan
from compiler.review.statement import Subject
from pipec.against.found import Named
from pipec.against.nomad_fields import differences
from pipec.against.nomad_jobs import NomadJob
from pipec.against.wanted import Wanted
from pipec.tracing import SourceMap
from runtime.executors.nomad.settings import Settings
from runtime.observing.nomad import Answer, Question, observe
from tests.golden.test_emitted_files import BUNDLES, ROOT
from tests.nomad_agents import Agent

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

_VAULT = 'vault {\n  enabled = true\n  address = "http://127.0.0.1:1"\n}\n'
_FOR_NEWER = {
    "1.7": {
        "examples/go-service/pipec-out/quotes/nomad/environments/production/quotes.nomad.json",
        "golden/plans/secrets/expected/bundle/nomad/environments/live/web.nomad.json",
    }
}
"""Files that were emitted for a newer Nomad, and that this one does not take: Vault without a policy."""


@pytest.fixture(scope="module", params=["1.11", "1.7"])
def server(request, tmp_path_factory) -> Iterator[tuple[str, str]]:
    """A server of the test's own, without nodes: what is placed, other tests see."""
    agent = Agent(tmp_path_factory.mktemp("nomad"), binary=f"nomad-{request.param}", client=False, extra=_VAULT)
    try:
        agent.start().ready(nodes=0)
        yield request.param, agent.address
    finally:
        agent.clean()


def test_nothing_differs_of_any_emitted_job(server):
    version, address = server
    asked = 0
    with httpx.Client(base_url=f"{address}/v1", timeout=30) as client:
        for folder in (each for bundle in BUNDLES for each in sorted(bundle.glob("nomad/**/"))):
            found = [path for path in sorted(folder.glob("*.nomad.json")) if not is_for_newer(path, version)]
            questions = [registered(client, path) for path in found]
            answers = observe(questions, [], Settings(address)).answers if questions else ()
            for path, answer in zip(found, answers, strict=True):
                assert answer.difference.is_none, (path, told(path, answer))
                assert (answer.version is not None, answer.warnings) == (True, ()), path
            asked += len(found)
    assert asked > 60


def is_for_newer(path: Path, version: str) -> bool:
    return str(path.relative_to(ROOT)) in _FOR_NEWER.get(version, ())


def test_a_difference_is_told(server):
    """The same test can fail: an edited job is not the same."""
    _, address = server
    path = ROOT / "golden/plans/deploy-nomad-rolling/expected/bundle/nomad/environments/live/web.nomad.json"
    with httpx.Client(base_url=f"{address}/v1", timeout=30) as client:
        question = registered(client, path)
        question.document["Job"]["TaskGroups"][0]["Tasks"][0]["KillTimeout"] += 1_000_000_000
        answer = observe([question], [], Settings(address)).answers[0]
        assert told(path, answer) == [": main.KillTimeout `10s` → `11s`"]


def registered(client: httpx.Client, path: Path) -> Question:
    """Register a job as `nomad job run` does; the region is that of the server, which is the test's own."""
    document = json.loads(path.read_text("utf-8"))
    document["Job"].pop("Region", None)
    namespace = document["Job"].get("Namespace")
    if namespace:
        client.put(f"/namespace/{namespace}", json={"Name": namespace}).raise_for_status()
    answer = client.put("/jobs", json=document)
    assert answer.is_success, (path, answer.text)
    return Question(document)


def told(path: Path, answer: Answer) -> list[str]:
    """Return how the differences are told, without the pipeline's lines."""
    wanted = Wanted(str(path), Plan("shop", ()), {}, SourceMap([], {}), {})
    job = NomadJob(wanted, str(path), answer.question.document, Named(Subject("pipeline"), ""))
    return [each.text for each in differences(job, answer)]
