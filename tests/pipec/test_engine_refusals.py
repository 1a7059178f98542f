"""Real engines refuse emitted files that were broken on purpose, and each message ends at the right line."""

import json
import os
import shutil
import subprocess

import pytest

from tests.backends.versions.agents import agent, failures
from tests.engines import alone_with, require_engine
from tests.pipec.command_line import DIGEST, run, write
from tests.refusals import blamed, broken, found, refused

pytestmark = pytest.mark.engine

PIPELINE = f"""\
version: 1
name: shop
defaults: {{image: "registry.example/go@{DIGEST}", checkout: false}}
triggers:
  - push
  - {{event: cron, cron: {{name: nightly, schedule: "30 3 * * *"}}}}
jobs:
  test:
    labels: {{pool: large}}
    allow_degraded: [labels, resources]
    resources: {{memory: 256MiB}}
    services:
      cache:
        image: registry.example/redis@{DIGEST}
        ports: [6379]
    steps:
      - name: unit
        script: make test
      - name: lint
        image: registry.example/lint@{DIGEST}
        script: make lint
  cluster:
    depends_on: [test]
    deploy:
      environment: cluster
      strategy: {{type: rolling}}
  hosts:
    depends_on: [test]
    deploy:
      environment: hosts
      strategy: {{type: rolling}}
components:
  web:
    image: registry.example/web@{DIGEST}
    resources: {{memory: 128MiB}}
    ports: [{{name: http, container: 8080}}]
    health_check:
      {{type: http, port: http, path: /healthz}}
    routes:
      - {{host: shop.example}}
    volumes:
      - {{name: uploads, path: /srv/uploads, shared: true}}
  worker:
    image: registry.example/worker@{DIGEST}
    depends_on: [web]
environments:
  cluster: {{runner: nomad, router: haproxy}}
  hosts: {{runner: compose, router: nginx}}
"""
HOSTED = """\
version: 1
name: shop
jobs:
  build:
    checkout: false
    steps: [{name: build, script: make}]
    artifacts: {web: {paths: [serve]}}
components:
  web:
    artifact: build.web
    command: [/bin/true]
    ports: [{name: http, container: 8080}]
environments:
  live: {runner: systemd, target: {hosts: ["ssh://deploy@one.example"], directory: /srv/shop}}
"""
OWN = f"registry.example/pipec@{DIGEST}"
CONFIGURATION = f"""\
[targets.nomad]
[targets.compose]
[targets.woodpecker]
pipec_image = "{OWN}"
[targets.deploy]
"""
STRATEGY = "strategy: {type: rolling}"
REDIS = f"image: registry.example/redis@{DIGEST}"
MEMORY = "resources: {memory: 256MiB}"
NO_AGENT = {**os.environ, "NOMAD_ADDR": "http://127.0.0.1:1"}
TEST = "nomad/jobs/test.nomad.json"
WEB = "nomad/environments/cluster/web.nomad.json"
LOCK = "compose/environments/hosts/compose.lock.yaml"
WORKFLOW = "woodpecker/.woodpecker/test.yaml"


@pytest.fixture
def bundle(here):
    """A bundle of the pipeline for Nomad, Compose, Woodpecker and hosts."""
    write(here, {"pipeline.yaml": PIPELINE, ".pipec.toml": CONFIGURATION})
    told = run("compile")
    assert told.code == 0, told.err
    return here / "pipec-out/shop"


NOMAD = [
    (TEST, ('"Operand": "="', '"Operand": "~"'), ["test:"]),
    (TEST, ('"Driver": "docker"', '"Driver": ""'), [REDIS]),
    (TEST, ('"MemoryMB": 256', '"MemoryMB": 5'), [MEMORY]),
    (TEST, ('"ChangeMode": "noop"', '"ChangeMode": "never"'), ["test:"]),
    (TEST, ('"Hook": "prestart"', '"Hook": "before"'), [REDIS]),
    (TEST, ('"SizeMB": 300', '"SizeMB": 5'), ["test:", REDIS, "- name: unit", "- name: lint"]),
    (TEST, ('"ParameterizedJob"', '"Periodic": {"Enabled": true, "SpecType": "cron", "Spec": "30"}, "_"'), ["test:"]),
    (WEB, ('"DynamicPorts"', '"ReservedPorts": [{"Label": "http", "Value": 80}], "DynamicPorts"'), ["web:"]),
    (WEB, ('"HealthyDeadline": 300000000000', '"HealthyDeadline": 1'), [STRATEGY]),
    (WEB, ('"AutoPromote": false', '"AutoPromote": "no"'), [STRATEGY]),
    (WEB, ('"Interval": 10000000000', '"Interval": 1'), ["{type: http, port: http, path: /healthz}"]),
    (WEB, ('"Volume": "uploads"', '"Volume": "downloads"'), ["web:"]),
    (WEB, ('"MemoryMB": 128', '"MemoryMB": "128M"'), ["resources: {memory: 128MiB}"]),
]
"""What is broken in a job, and the lines of the pipeline to which Nomad's answer must lead."""


@pytest.mark.parametrize("engine", ["nomad-1.7", "nomad-1.11"])
@pytest.mark.parametrize(("file", "change", "lines"), NOMAD, ids=[change[1] for _, change, _ in NOMAD])
def test_nomad(bundle, here, file, change, lines, engine):
    nomad = require_engine(engine)
    job = broken(bundle / file, change)
    said = refused(nomad, "job", "validate", "-json", job, environment=NO_AGENT)
    assert blamed(said, job, here / "pipeline.yaml") == lines


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("max_parallel", "max_paralel"), STRATEGY),
        (('port "http"', 'prt "http"'), "web:"),
        (("memory = 128", "memory = 5"), "resources: {memory: 128MiB}"),
        (('type = "http"', 'type = "ping"'), "{type: http, port: http, path: /healthz}"),
    ],
)
def test_nomad_of_hcl(bundle, here, change, line):
    nomad = require_engine("nomad-1.11")
    assert run("compile", "--nomad-format", "hcl").code == 0
    job = broken(bundle / WEB.replace(".json", ".hcl"), change)
    said = refused(nomad, "job", "validate", job, environment=NO_AGENT)
    assert blamed(said, job, here / "pipeline.yaml") == [line]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["nomad-1.7", "nomad-1.11"])
def test_nomad_that_runs(bundle, here, tmp_path, engine):
    program = require_engine(engine)
    web, pipeline = bundle / WEB, here / "pipeline.yaml"
    with alone_with("docker"), agent(program, tmp_path) as nomad:
        environment = {**os.environ, "NOMAD_ADDR": nomad.address}
        said = refused(program, "job", "plan", "-json", web, environment=environment)
        assert "missing compatible host volumes" in said
        assert blamed(said, web, pipeline) == ["- {name: uploads, path: /srv/uploads, shared: true}"]
        broken(web, ('"MemoryMB": 128', '"MemoryMB": 5'))
        said = refused(program, "job", "run", "-json", web, environment=environment)
        assert blamed(said, web, pipeline) == ["resources: {memory: 128MiB}"]
        broken(web, ('"MemoryMB": 5', '"MemoryMB": 50'), ('"Driver": "docker"', '"Driver": "doker"'))
        said = refused(program, "job", "plan", "-json", web, environment=environment)
        assert blamed(said, web, pipeline) == ["web:"]
        job = json.loads(broken(bundle / TEST, ('"image"', '"imgae"')).read_text())["Job"]
        task = {**job["TaskGroups"][0]["Tasks"][0], "Config": {"imgae": "x"}, "Lifecycle": None}
        failures(nomad, [{"Name": "job", "Tasks": [task]}])
        (allocation,) = nomad("GET", "/job/probe/allocations")
        said = refused(program, "alloc", "status", allocation["ID"], environment=environment, fails=False)
        assert blamed(said, bundle / TEST, pipeline) == [REDIS]


COMPOSE = [
    (("target: 8080", "target: [8080]"), ["web:"]),
    (("memory: 128M", "memory: plenty"), ["resources: {memory: 128MiB}"]),
    (("interval: 10s", "interval: often"), ["{type: http, port: http, path: /healthz}"]),
    (("interval: 10s", "intervall: 10s"), ["{type: http, port: http, path: /healthz}"]),
    (("restart: unless-stopped", "restrt: unless-stopped"), ["web:"]),
    (("source: uploads", "source: downloads"), ["- {name: uploads, path: /srv/uploads, shared: true}"]),
    (("    depends_on:\n      web:", "    depends_on:\n      wep:"), ["worker:"]),
    (("services:\n  web:", "services:\n\tweb:"), ["hosts: {runner: compose, router: nginx}"]),
]


@pytest.mark.parametrize(("change", "lines"), COMPOSE, ids=[change[1] for change, _ in COMPOSE])
def test_compose(bundle, here, change, lines):
    docker = require_engine("docker")
    if subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        require_engine("docker-compose-plugin")
    lock = broken(bundle / LOCK, change)
    said = refused(docker, "compose", "-f", lock, "config", "-q")
    assert blamed(said, lock, here / "pipeline.yaml") == lines


def test_compose_without_a_secret(here):
    docker = require_engine("docker")
    if subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        require_engine("docker-compose-plugin")
    text = PIPELINE.replace("    routes:", "    secrets: {key: {env: SHOP_KEY}}\n    routes:")
    for router in ("haproxy", "nginx"):
        text = text.replace(f"router: {router}}}", f"router: {router}, secrets: {{key: {{env: key}}}}}}")
    write(here, {"pipeline.yaml": text, ".pipec.toml": CONFIGURATION})
    told = run("compile", "--target", "compose")
    assert told.code == 0, told.err
    lock = here / "pipec-out/shop" / LOCK
    said = refused(docker, "compose", "-f", lock, "config", "-q")
    assert "secret key of environment hosts is not set" in said
    assert blamed(said, lock, here / "pipeline.yaml") == ["secrets: {key: {env: SHOP_KEY}}"]


WOODPECKER = [
    (("event: push", "event: pish"), ["- push"]),
    (("name: unit", "nam: unit"), ["- name: unit"]),
    (("    image: registry.example/lint", "    imge: registry.example/lint"), ["- name: lint"]),
    (("skip_clone: true", "skip_cln: true"), ["test:"]),
    (("steps:", "steps: {"), ["test:"]),
]


@pytest.mark.parametrize(("change", "lines"), WOODPECKER, ids=[change[1] for change, _ in WOODPECKER])
def test_woodpecker(bundle, here, change, lines):
    woodpecker = require_engine("woodpecker-cli")
    workflow = broken(bundle / WORKFLOW, change)
    said = refused(woodpecker, "lint", "--strict", workflow)
    assert blamed(said, workflow, here / "pipeline.yaml") == lines


def test_nginx(bundle, here, tmp_path):
    nginx = require_engine("nginx", "/usr/sbin/nginx")
    folder = bundle / "deploy/environments/hosts/nginx"
    broken(folder / "nginx.conf", ("proxy_pass http", "proxy_pas http"))
    shutil.copytree(folder, tmp_path / "nginx")
    said = refused(nginx, "-t", "-p", tmp_path / "nginx", "-c", "nginx.conf", "-e", "stderr")
    assert blamed(said, bundle, here / "pipeline.yaml") == ["- {host: shop.example}"]
    (only,) = found(said, bundle)
    assert only.statement.message == 'unknown directive "proxy_pas"'


def test_haproxy(bundle, here):
    haproxy = require_engine("haproxy", "/usr/sbin/haproxy")
    config = bundle / "deploy/environments/cluster/haproxy/haproxy.cfg"
    broken(config, ("expect status", "expect stats"), ("use_backend", "use_bckend"))
    said = refused(haproxy, "-c", "-f", config)
    assert blamed(said, bundle, here / "pipeline.yaml") == [
        "- {host: shop.example}",
        "{type: http, port: http, path: /healthz}",
    ]


def test_systemd(here, tmp_path):
    analyze = require_engine("systemd-analyze")
    write(here, {"pipeline.yaml": HOSTED})
    told = run("compile", "--target", "deploy")
    assert told.code == 0, told.err
    unit = here / "pipec-out/shop/deploy/environments/live/systemd/web@.service"
    broken(unit, ("Restart=", "Retsart="))
    said = refused(analyze, "verify", shutil.copy(unit, tmp_path), fails=False)
    assert "Unknown key" in said
    assert blamed(said, here / "pipec-out/shop", here / "pipeline.yaml") == ["web:"]


def test_the_command_says_it_at_the_line(bundle, here):
    nomad = require_engine("nomad-1.11")
    job = broken(bundle / TEST, ('"MemoryMB": 256', '"MemoryMB": 5'))
    said = refused(nomad, "job", "validate", "-json", job, environment=NO_AGENT)
    ran = run("explain", "--error", "-", str(job), input=said)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "pipeline.yaml:11:16: minimum MemoryMB value is 10; got 5\n"
        f"said of {TEST}#/Job/TaskGroups/0/Tasks/1/Resources/MemoryMB\n\n"
        "11 |     resources: {memory: 256MiB}\n"
    )
    data = json.loads(run("explain", "--error", "-", str(job), "--format", "json", input=said).out)
    assert data["refusals"][0]["place"]["line"] == 11
