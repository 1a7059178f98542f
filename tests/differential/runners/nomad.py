"""`pipec run --executor nomad`: the emitted batch jobs on a cluster."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx
import pytest
import yaml

from tests.differential.case import Case, repository
from tests.differential.observed import Observed
from tests.differential.runners.docker import require_docker
from tests.differential.runners.run import observe


def run(case: Case, directory: Path) -> Observed:
    """Run the case in a folder that is not there yet; its jobs' names are its own, and gone afterwards."""
    require_docker()
    address = _address()
    name = f"{case.name}-{os.getpid()}"
    own = case._replace(text=case.text.replace(f"\nname: {case.name}\n", f"\nname: {name}\n"))
    root = repository(own, directory / "repository").parent
    with _handing(root, directory / "state") if "artifacts" in case.features else nullcontext():
        try:
            _supply(address, own, name)
            return observe(own, root, "nomad", environment={"NOMAD_ADDR": address})
        finally:
            _purge(address, f"{name}_job_")


@contextmanager
def _handing(root: Path, state: Path) -> Iterator[None]:
    """Serve the store of artifacts to the nodes, and say so in the profile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"127.0.0.1:{free.getsockname()[1]}"
    store = f'artifact_store = {{kind = "https", url = "http://{url}"}}'
    (root / ".pipec.toml").write_text(f"[targets.nomad]\n{store}\n")
    words = ["artifact", "serve", "--listen", url, "--url", f"http://{url}", "--state-dir", str(state)]
    server = subprocess.Popen([sys.executable, "-m", "pipec", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _await(f"http://{url}/", server)
        yield
    finally:
        server.terminate()
        server.communicate(timeout=60)


def _await(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        try:
            httpx.get(url, timeout=5)
        except httpx.HTTPError:
            assert server.poll() is None, server.communicate()[0].decode()
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"`pipec artifact serve` does not answer at {url}")


def _address() -> str:
    address = os.environ.get("PIPEC_TEST_NOMAD", "")
    if not address:
        reason = "PIPEC_TEST_NOMAD names no cluster"
        if os.environ.get("PIPEC_REQUIRE_ENGINES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return address


def _supply(address: str, case: Case, name: str) -> None:
    """Write the secrets into the variable of each job that reads some, as the page on Nomad says."""
    for job, data in yaml.safe_load(case.text)["jobs"].items():
        if items := {secret: case.mapping("secrets")[secret] for secret in data.get("secrets", ())}:
            path = f"nomad/jobs/{name}_job_{job}"
            httpx.put(f"{address}/v1/var/{path}", json={"Path": path, "Items": items}).raise_for_status()


def _purge(address: str, prefix: str) -> None:
    with httpx.Client(base_url=address, timeout=30) as client:
        for variable in client.get("/v1/vars", params={"prefix": f"nomad/jobs/{prefix}"}).json() or ():
            client.delete(f"/v1/var/{variable['Path']}")
        for job in client.get("/v1/jobs", params={"prefix": prefix}).json() or ():
            client.delete(f"/v1/job/{job['ID'].replace('/', '%2F')}", params={"purge": "true"})
