"""What Nomad would do with a pipeline's files, and that asking it changes nothing."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.against.lab import Lab, Told, bundled
from tests.examples_on_engines.cluster import Cluster, cluster
from tests.runtime.runs.nomad.proxy import Proxy

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

SECRET = "s3cr3t-in-clear"
PIPELINE = """
jobs:
  build:
    checkout: false
    secrets: [token]
    environment: {COLOUR: red, TOKEN: "${secrets.token}"}
    steps:
      - name: say
        script: |
          echo one
          echo two
  other:
    checkout: false
    steps: [{name: say, script: echo other}]
components:
  web:
    image: registry.example/web:1.4
    replicas: 2
    command: [/bin/sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
    environment: {MODE: plain, PASSPHRASE: in-the-file}
    secrets: {password: {env: DATABASE_PASSWORD}}
    ports: [{name: http, container: 8080}]
    resources: {memory: 32MiB}
  worker:
    image: registry.example/web:1.4
    command: [/bin/sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
    resources: {memory: 32MiB}
environments:
  live: {runner: nomad, secrets: {password: {nomad: nomad/jobs/OWN_NAME_component_web, key: password}}}
"""


class Applied:
    """A pipeline that was applied to a cluster, as it is."""

    def __init__(self, lab: Lab, there: Cluster, first: Told) -> None:
        self.lab = lab
        self.there = there
        self.first = first

    def plan(self, *changes: tuple[str, str], options: tuple[str, ...] = (), address: str = "") -> Told:
        """Ask what a changed pipeline would do."""
        self.lab.write(*changes)
        return self.lab.plan(*options, environment={"NOMAD_ADDR": address or self.there.address})

    def state(self) -> dict[str, Any]:
        """Return everything of the cluster that asking could have changed."""
        there, jobs = self.there, {}
        for job in there.get("/jobs", prefix=self.lab.name):
            name = job["ID"]
            jobs[name] = [
                (each["Version"], each["ModifyIndex"]) for each in there.get(f"/job/{name}/versions")["Versions"]
            ]
            jobs[f"{name} evaluations"] = [each["ID"] for each in there.get(f"/job/{name}/evaluations")]
            jobs[f"{name} allocations"] = [
                (each["ID"], each["CreateIndex"], each["TaskStates"] and each["TaskStates"]["main"]["StartedAt"])
                for each in there.get(f"/job/{name}/allocations")
            ]
            jobs[f"{name} deployments"] = [each["ID"] for each in there.get(f"/job/{name}/deployments")]
        return jobs


@pytest.fixture(scope="module", params=["1.11", "1.7"])
def applied(request, tmp_path_factory) -> Iterator[Applied]:
    lab = Lab(
        tmp_path_factory.mktemp("lab") / "shop",
        PIPELINE,
        "nomad",
        lines=f'version = "{request.param}"\nhost_driver = "raw_exec"\n',
    )
    lab.write()
    with cluster(request.param, lab.name) as there:
        first = lab.plan(environment={"NOMAD_ADDR": there.address})
        there.put_variable(f"nomad/jobs/{lab.name}_component_web", password=SECRET)
        for document in bundled(lab.compile()).values():
            there.register(document)
        await_running(there, lab.name, 3)
        yield Applied(lab, there, first)


def await_running(there: Cluster, name: str, count: int) -> None:
    """Wait until so many instances run."""
    found: list[Any] = []
    for _ in range(200):
        found = [each for each in there.get("/allocations") if each["JobID"].startswith(name)]
        if sum(each["ClientStatus"] == "running" for each in found) == count:
            return
        time.sleep(0.2)
    pytest.fail(f"{[(each['JobID'], each['ClientStatus'], each['TaskStates']) for each in found]}")


def test_where_nothing_is_all_is_new(applied):
    assert applied.first.code == 2
    assert set(applied.first.rules) == {"added"}
    assert applied.first.texts == [
        "environment `live`: `web` starts with 2 instances",
        "environment `live`: `worker` starts with 1 instance",
        "job `build` is added, and can be run at Nomad from now on",
        "job `other` is added, and can be run at Nomad from now on",
    ]


def test_what_was_applied_is_the_same_by_file_and_by_bundle(applied):
    told = applied.plan()
    assert (told.code, told.statements) == (0, []), told
    told = applied.lab.plan(file=applied.lab.compile(), environment={"NOMAD_ADDR": applied.there.address})
    assert (told.code, told.statements) == (0, []), told


def test_asking_reads_only(applied):
    before = applied.state()
    with Proxy(applied.there.address) as proxy:
        told = applied.plan(
            ("plain", "fancy"), ("echo two", "echo three"), ("  other:", "  another:"), address=proxy.address
        )
    assert told.code == 2
    assert {each for each in proxy.counts if not each.startswith("GET ")} == {"POST job plan"}
    assert proxy.counts["POST job plan"] == 4
    assert applied.state() == before


def test_a_changed_variable_rolls_and_is_told_with_its_values(applied):
    told = applied.plan(("plain", "fancy"), ("in-the-file", "in-another"))
    assert told.code == 2
    assert "component `web` in `live`: variable `MODE` `plain` → `fancy`" in told.texts
    assert "component `web` in `live`: variable `PASSPHRASE` `***` → another value" in told.texts
    rolling = next(each for each in told.statements if each["rule"] == "against-rolling")
    assert rolling["text"] == (
        "environment `live`: `web` rolls over 2 instances in batches of 1, the old ones of each stopped first"
    )
    assert (rolling["level"], rolling["subject"]) == ("notable", {"kind": "environment", "name": "live"})
    assert not [each for each in told.texts if "worker" in each]
    line = applied.lab.pipeline.read_text().splitlines().index("    environment: {MODE: fancy, PASSPHRASE: in-another}")
    changed = next(each for each in told.statements if "MODE" in each["text"])
    assert changed["after"]["line"] == line + 1


def test_a_changed_image_is_told_by_its_digest(applied):
    told = applied.plan(("web:1.4\n    replicas", "other:1\n    replicas"))
    assert told.code == 2
    (text,) = [each for each in told.texts if ": image " in each]
    assert text.count("@") == 2
    assert text.endswith(", which is `registry.example/other:1`")


def test_the_number_of_instances_changes_in_place(applied):
    told = applied.plan(("replicas: 2", "replicas: 3"))
    assert told.code == 2
    assert told.texts[:2] == [
        "environment `live`: `web` changes in place, without a restart of 2 instances",
        "environment `live`: `web` goes from 2 to 3 instances",
    ]
    told = applied.plan(("replicas: 2", "replicas: 1"))
    assert (told.code, told.texts[0]) == (2, "environment `live`: `web` goes from 2 to 1 instance")
    assert told.rules == ["less", "in-place", "digest"], told.texts


def test_what_finds_no_place_is_dangerous(applied):
    told = applied.plan(("memory: 32MiB}\n  worker", "memory: 900000GiB}\n  worker"))
    assert told.code == 2
    first = told.statements[0]
    assert (first["rule"], first["level"]) == ("against-unplaced", "dangerous")
    assert first["text"] == "environment `live`: `web` finds no place: no node takes it: 1 node without room: memory"


def test_a_job_and_a_component_that_are_gone_are_left_over(applied):
    told = applied.plan(("  other:", "  another:"), ("  worker:", "  toiler:"))
    names = [each["subject"]["name"] for each in told.statements if each["rule"] == "against-leftover"]
    assert (told.code, sorted(names)) == (2, ["other", "worker"])
    assert f"nomad job stop {applied.lab.name}_job_other" in told.out
    told = applied.plan(("  other:", "  another:"), options=("--env", "live"))
    assert (told.code, told.texts) == (0, []), "an environment alone has no jobs"


def test_a_script_is_told_line_by_line(applied):
    told = applied.plan(("echo two", "echo three"))
    (script,) = [each for each in told.statements if each["rule"] == "against-template"]
    assert script["text"] == "step `say` of job `build`: script, 1 line added, 1 removed"
    assert script["lines"] == ["@@ -1,2 +1,2 @@", " echo one", "-echo two", "+echo three"]
    digests = [each for each in told.statements if each["rule"] == "against-digest"]
    assert [each["level"] for each in digests] == ["none"], "the other job has the digest of the plan alone"


def test_what_was_stopped_starts_again_and_what_was_changed_by_hand_goes_back(applied):
    """Last, for it changes what is there: the value that somebody wrote in the place of a secret is not told."""
    there, name = applied.there, applied.lab.name
    document = there.get(f"/job/{name}_component_web")
    task = document["TaskGroups"][0]["Tasks"][0]
    (template,) = [each for each in task["Templates"] if each["DestPath"] == "secrets/pipec.env"]
    lines = template["EmbeddedTmpl"].splitlines()
    template["EmbeddedTmpl"] = "\n".join(
        f'DATABASE_PASSWORD="{SECRET}"' if line.startswith("DATABASE_PASSWORD=") else line for line in lines
    )
    there.register({"Job": document})
    there.client.delete(f"/job/{name}_component_worker")
    told = applied.plan()
    assert told.code == 2
    assert "component `web` in `live`: variable `DATABASE_PASSWORD` (a secret) changes" in told.texts
    assert "environment `live`: `worker` was stopped at Nomad and starts again" in told.texts
    assert SECRET not in told.out + told.err
