"""What Compose would do with a pipeline's files, and that asking it changes nothing."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.observing.docker_engine import run_docker
from tests.against.lab import Lab, Told
from tests.against.socket_proxy import SocketProxy
from tests.engines import require_engine
from tests.examples_on_engines.composing import Project, project

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

SECRET = "s3cr3t-in-clear"
PIPELINE = """
jobs:
  build: {checkout: false, steps: [{name: say, image: "registry.example/web:1.4", script: echo one}]}
components:
  web:
    image: registry.example/web:1.4
    replicas: 2
    command: [/bin/sh, -c, "trap 'exit 0' TERM; echo \\"$$\\"; sleep 1000 & wait"]
    environment: {MODE: plain, PASSPHRASE: in-the-file, MONEY: "a$b"}
    secrets: {password: {env: DATABASE_PASSWORD}, certificate: {file: /etc/web.pem}}
    ports: [{name: http, container: 8080}]
    volumes: [{name: data, path: /data, read_only: true}]
    labels: {team: shop}
    resources: {cpu: 0.5, memory: 32MiB}
    health_check: {type: command, command: [/bin/true], interval: 1s}
  worker:
    image: registry.example/web:1.4
    command: [/bin/sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
environments:
  live: {runner: compose, secrets: {password: {env: SHOP_PASSWORD}, certificate: {env: SHOP_CERTIFICATE}}}
"""


class Applied:
    """A pipeline that was applied to an engine, as it is."""

    def __init__(self, lab: Lab, up: Project, first: Told) -> None:
        self.lab = lab
        self.up = up
        self.first = first

    def plan(self, *changes: tuple[str, str], **environment: str) -> Told:
        """Ask what a changed pipeline would do."""
        self.lab.write(*changes)
        return self.lab.plan(environment=environment)

    def state(self) -> list[object]:
        """Return everything of the engine that asking could have changed."""
        names = self.up.call("ps", "--all", "--quiet").stdout.split()
        found = json.loads(run_docker(("inspect", *sorted(names))).stdout)
        return [(each["Id"], each["Created"], each["State"]["StartedAt"], each["State"]["Pid"]) for each in found]


@pytest.fixture(scope="module")
def applied(tmp_path_factory) -> Iterator[Applied]:
    require_engine("docker")
    folder = tmp_path_factory.mktemp("lab")
    lab = Lab(folder / "shop", PIPELINE, "compose")
    lab.write()
    first = lab.plan()
    (folder / "certificate").write_text("a certificate")
    file = lab.compile() / "compose" / "environments" / "live" / "compose.lock.yaml"
    with project(file, folder, SHOP_PASSWORD=SECRET, PIPEC_SECRETS=str(folder)) as up:
        done = up.call("up", "--detach", "--wait")
        assert done.returncode == 0, done.stderr
        yield Applied(lab, up, first)


def test_where_nothing_is_all_is_new(applied):
    assert applied.first.code == 2
    assert applied.first.texts == [
        "environment `live`: `web` starts with 2 instances",
        "environment `live`: `worker` starts with 1 instance",
    ]


def test_what_was_applied_is_the_same_by_file_and_by_bundle(applied):
    for told in (applied.plan(), applied.plan(SHOP_PASSWORD=SECRET)):
        assert (told.code, told.statements) == (0, []), told
    told = applied.lab.plan(file=applied.up.file.parents[3])
    assert (told.code, told.statements) == (0, []), told
    assert json.loads(told.out)["notes"] == ["not given, so taken as they run in `live`: SHOP_PASSWORD"]
    assert SECRET not in told.out + told.err


def test_asking_reads_only(applied):
    before = applied.state()
    with SocketProxy(os.environ["DOCKER_HOST"].removeprefix("unix://")) as proxy:
        told = applied.plan(("plain", "fancy"), ("  worker:", "  toiler:"), DOCKER_HOST=proxy.address)
    assert told.code == 2
    assert proxy.methods <= {"GET", "HEAD"}, proxy.asked
    assert any("/containers/json" in each for each in proxy.asked)
    assert applied.state() == before


def test_what_changes_is_told_field_by_field(applied):
    told = applied.plan(
        ("MODE: plain", "MODE: fancy, NEW: 'x'"),
        ("in-the-file", "in-another"),
        ("container: 8080", "container: 8080, publish: 21999"),
        ("memory: 32MiB", "memory: 64MiB"),
        ("path: /data, read_only: true", "path: /other, read_only: true"),
        ("team: shop", "team: other"),
        ("[/bin/true]", "[/bin/false]"),
        ("replicas: 2", "replicas: 1"),
    )
    assert told.code == 2
    assert told.texts[:2] == [
        "environment `live`: `web` goes from 2 to 1 instance",
        "environment `live`: `web` restarts: 2 instances stopped, then 1 instance started",
    ]
    rest = [each.removeprefix("component `web` in `live`: ") for each in told.texts[2:]]
    name = applied.lab.name
    assert rest == [
        "port `21999->8080/tcp` is added",
        f"volume `{name}-live-data:/data:ro` is removed",
        "variable `MODE` `plain` → `fancy`",
        "variable `NEW` = `x` is added",
        "variable `PASSPHRASE` `***` → another value",
        "health_check `CMD /bin/true` → `CMD /bin/false`",
        f"volume `{name}-live-data:/other:ro` is added",
        "label `team` `shop` → `other`",
        "resources.memory `32MiB` → `64MiB`",
    ]
    assert all(each["after"] for each in told.statements)


def test_a_changed_image_is_told_by_its_digest(applied):
    told = applied.plan(("web:1.4\n    replicas", "other:1\n    replicas"))
    (text,) = [each for each in told.texts if ": image " in each]
    assert text.count("@") == 2
    assert text.endswith(", which is `registry.example/other:1`")


def test_another_secret_restarts_and_is_not_told(applied):
    told = applied.plan(SHOP_PASSWORD="another-secret")
    assert told.texts == [
        "environment `live`: `web` restarts: 2 instances stopped, then 2 instances started",
        "component `web` in `live`: variable `DATABASE_PASSWORD` (a secret) changes",
    ]
    assert SECRET not in told.out + told.err
    assert "another-secret" not in told.out + told.err


def test_a_component_that_is_gone_is_left_over_and_an_environment_too(applied):
    told = applied.plan(("  worker:", "  toiler:"))
    assert told.code == 2
    assert told.rules == ["leftover", "added"]
    assert "docker compose -f compose.lock.yaml up -d --remove-orphans" in told.out
    told = applied.plan(("  live:", "  other:"))
    assert (told.code, told.rules) == (2, ["leftover", "added", "added"])
    assert (
        told.texts[0]
        == f"environment `live` is no longer in the pipeline, and left running as project `{applied.lab.name}-live`"
    )


def test_what_stands_still_or_was_changed_by_hand(applied):
    """Last, for it changes what is there."""
    name = f"{applied.lab.name}-live"
    run_docker(("stop", "--time", "1", f"{name}-worker-1"))
    run_docker(("update", "--memory", "64M", "--memory-swap", "128M", f"{name}-web-1"))
    run_docker(("pause", f"{name}-web-2"))
    told = applied.plan()
    assert told.code == 2
    assert told.texts == [
        (
            f"component `web` in `live`: resources.memory of instance `{name}-web-1` was changed by hand,"
            " `32MiB` → `64MiB`"
        ),
        f"environment `live`: `web`: instance `{name}-web-2` is paused",
        f"environment `live`: `worker`: instance `{name}-worker-1` has ended",
    ]
    run_docker(("unpause", f"{name}-web-2"))


def test_an_instance_whose_check_fails(tmp_path):
    text = PIPELINE.replace("[/bin/true], interval: 1s", "[/bin/false], interval: 1s, retries: 1")
    text = text.replace("password: {env: DATABASE_PASSWORD}, certificate: {file: /etc/web.pem}", "").replace(
        "secrets: {password: {env: SHOP_PASSWORD}, certificate: {env: SHOP_CERTIFICATE}}", ""
    )
    lab = Lab(tmp_path / "shop", text.replace("    secrets: {}\n", ""), "compose")
    lab.write()
    file = lab.compile() / "compose" / "environments" / "live" / "compose.lock.yaml"
    with project(file, tmp_path) as up:
        assert up.call("up", "--detach").returncode == 0
        for _ in range(50):
            told = lab.plan()
            if len(told.statements) == 2:
                break
            time.sleep(0.3)
        assert [each["level"] for each in told.statements] == ["dangerous"] * 2
        assert told.texts[0] == f"environment `live`: `web`: instance `{lab.name}-live-web-1` is unhealthy"


def test_the_instances_of_a_colour_are_compared_where_they_are_up(tmp_path):
    colours = """
  release: {deploy: {environment: live, strategy: {type: blue-green}}}
components:
  web:
    image: registry.example/web:1.4
    command: [/bin/sh, -c, "trap 'exit 0' TERM; sleep 1000 & wait"]
    environment: {MODE: plain}
    ports: [{name: http, container: 8080}]
    health_check: {type: command, command: [/bin/true], interval: 1s}
    routes: [{host: shop.example}]
environments:
  live: {runner: compose, router: haproxy, target: {port_range: 23310-23330}}
"""
    lab = Lab(tmp_path / "shop", PIPELINE.partition("components:")[0] + colours.lstrip("\n"), "compose")
    lab.write()
    folder = lab.compile() / "compose" / "environments" / "live"
    run_docker(("network", "create", f"{lab.name}-live"))
    try:
        with project(folder / "web-green.yaml", tmp_path, PIPEC_PORT_WEB_GREEN_0_8080="23329") as up:
            done = up.call("up", "--detach", "--wait")
            assert done.returncode == 0, done.stderr
            told = lab.plan()
            assert (told.code, told.statements) == (0, []), told
            assert "`web` in `live` is up as green: that is what is compared" in told.err
            lab.write(("plain", "fancy"))
            told = lab.plan()
            assert told.texts[1:] == ["component `web` (green-0) in `live`: variable `MODE` `plain` → `fancy`"]
    finally:
        run_docker(("network", "rm", f"{lab.name}-live"))


def test_the_project_is_told_by_the_files(tmp_path):
    """Variables of Compose itself have no say: they would make another project of it."""
    lab = Lab(tmp_path / "shop", PIPELINE, "compose")
    lab.write()
    told = lab.plan(environment={"COMPOSE_PROJECT_NAME": "other", "COMPOSE_FILE": str(Path(__file__))})
    assert (told.code, told.rules) == (2, ["added", "added"])
