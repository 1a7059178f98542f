"""Every Nomad job in the goldens and in the examples' output is one that a server plans, without a warning.

The server is the test's own, of the newest version, with Vault switched on and the namespaces that the files name. It
has no clients: where a job is placed, the tests that run jobs see.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.engines import require_engine
from tests.examples_on_engines.serving import free_port
from tests.golden.test_emitted_files import BUNDLES, ROOT

pytestmark = pytest.mark.engine

JOBS = [path for bundle in BUNDLES for path in sorted(bundle.glob("nomad/**/*.nomad.json"))]
HCL = [path for bundle in BUNDLES for path in sorted(bundle.glob("nomad/**/*.nomad.hcl"))]


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[httpx.Client]:
    """A server that has elected itself."""
    folder = tmp_path_factory.mktemp("nomad")
    ports = [free_port() for _ in range(3)]
    (folder / "nomad.hcl").write_text(f"""
        data_dir = "{folder}/data"
        bind_addr = "127.0.0.1"
        advertise {{ http = "127.0.0.1", rpc = "127.0.0.1", serf = "127.0.0.1" }}
        log_level = "warn"
        disable_update_check = true
        ports {{ http = {ports[0]}, rpc = {ports[1]}, serf = {ports[2]} }}
        server {{ enabled = true, bootstrap_expect = 1 }}
        vault {{ enabled = true, address = "http://127.0.0.1:1" }}
    """)
    nomad = require_engine("nomad-1.11")
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([nomad, "agent", "-config", folder / "nomad.hcl"], stdout=log, stderr=log) as agent,
        httpx.Client(base_url=f"http://127.0.0.1:{ports[0]}/v1", timeout=30) as client,
    ):
        try:
            await_leader(client)
            for namespace in sorted({read(path)["Job"].get("Namespace") or "default" for path in JOBS}):
                client.put(f"/namespace/{namespace}", json={"Name": namespace}).raise_for_status()
            yield client
        finally:
            agent.terminate()


def await_leader(client: httpx.Client) -> None:
    """Wait until the server can answer."""
    for _ in range(200):
        try:
            if client.get("/status/leader").json():
                return
        except (httpx.TransportError, json.JSONDecodeError):
            pass  # it is on its way
        time.sleep(0.1)
    pytest.fail("Nomad has no leader")


def read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def test_there_are_jobs_of_every_kind():
    kinds = {(job.get("Type"), bool(job.get("ParameterizedJob"))) for job in (read(path)["Job"] for path in JOBS)}
    assert kinds >= {("batch", True), ("service", False)}
    assert HCL


@pytest.mark.parametrize("path", JOBS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_server_plans_it(server, path):
    body = read(path) | {"Diff": True}
    job = body["Job"]
    query = {"namespace": job.get("Namespace") or "default"}
    # a plan is for one region: what the file says of its own is about another cluster
    job.pop("Region", None)
    answer = server.post(f"/job/{job['ID']}/plan", json=body, params=query)
    assert answer.is_success, answer.text
    planned = answer.json()
    assert planned["Warnings"] == ""
    assert planned["Diff"]["Type"] == "Added"


def test_a_mistake_is_refused(server):
    body = read(JOBS[0])
    body["Job"]["TaskGroups"][0]["Tasks"][0]["Driver"] = ""
    answer = server.post(f"/job/{body['Job']['ID']}/plan", json=body)
    assert answer.status_code >= 400
    assert "Missing task driver" in answer.text


@pytest.mark.parametrize("path", HCL, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_command_line_plans_the_readable_form(server, path):
    nomad = require_engine("nomad-1.11")
    where = os.environ | {"NOMAD_ADDR": str(server.base_url).removesuffix("/v1/")}
    done = subprocess.run([nomad, "job", "plan", path], env=where, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr  # 1 is "would be created", 255 is a mistake
    assert "+ Job:" in done.stdout
