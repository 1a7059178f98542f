"""A Nomad agent of a test's own, and batch jobs that fetch artifacts with it."""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.engines import require_engine

_CLOUDS = "env_aws,env_azure,env_digitalocean,env_gce,consul,vault"


class Agent(NamedTuple):
    """An agent that runs: its API, and where its allocations are on the disk."""

    api: httpx.Client
    allocations: Path

    def fetch(self, name: str, sources: Mapping[str, tuple[str, str]]) -> Path:
        """Run a job that fetches sources by the directory they arrive in; return the allocation's `data`.

        Address and `sha256:…` come as meta of a dispatch, as in emitted jobs. AssertionError, with what Nomad says of
        it, when the job does not succeed.
        """
        self._put("/v1/jobs", {"Job": _job(name, tuple(sources))})
        meta = {}
        for index, (url, checksum) in enumerate(sources.values()):
            meta |= {f"input_{index}_url": url, f"input_{index}_checksum": checksum}
        return self.dispatch(name, meta)

    def register(self, job: Mapping[str, Any]) -> None:
        """Register a job as it was emitted."""
        self._put("/v1/jobs", job)

    def dispatch(self, name: str, meta: Mapping[str, str]) -> Path:
        """Run a registered job; as `fetch`."""
        child = self._put(f"/v1/job/{name}/dispatch", {"Meta": dict(meta)})["DispatchedJobID"]
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = self.api.get(f"/v1/job/{child}/allocations").json()
            if found and found[0]["ClientStatus"] in {"complete", "failed"}:
                events = json.dumps(found[0]["TaskStates"])
                assert found[0]["ClientStatus"] == "complete", events
                return self.allocations / found[0]["ID"] / "alloc" / "data"
            time.sleep(0.1)
        raise AssertionError(f"{child} does not end: {found}")

    def _put(self, path: str, body: Mapping[str, Any]) -> Any:
        answer = self.api.put(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _job(name: str, directories: tuple[str, ...]) -> dict[str, Any]:
    keys = [key for index in range(len(directories)) for key in (f"input_{index}_url", f"input_{index}_checksum")]
    artifacts = [
        {
            "GetterSource": f"${{NOMAD_META_input_{index}_url}}",
            "GetterOptions": {"archive": "tar.gz", "checksum": f"${{NOMAD_META_input_{index}_checksum}}"},
            "GetterMode": "dir",
            "RelativeDest": f"${{NOMAD_ALLOC_DIR}}/data/{directory}",
        }
        for index, directory in enumerate(directories)
    ]
    task = {
        "Name": "take",
        "Driver": "raw_exec",
        "Config": {"command": "/bin/true"},
        "Artifacts": artifacts,
        "RestartPolicy": {"Attempts": 0, "Mode": "fail"},
    }
    return {
        "ID": name,
        "Type": "batch",
        "Datacenters": ["dc1"],
        "ParameterizedJob": {"MetaRequired": keys},
        "TaskGroups": [
            {
                "Name": "take",
                "Tasks": [task],
                "RestartPolicy": {"Attempts": 0, "Mode": "fail"},
                "ReschedulePolicy": {"Attempts": 0, "Unlimited": False},
            }
        ],
    }


@contextmanager
def agent(folder: Path, environment: Mapping[str, str] | None = None, artifact: str = "") -> Iterator[Agent]:
    """Run an agent for as long as the block lasts; `artifact` is more of its `artifact` block."""
    program = require_engine("nomad-1.11", "nomad")
    if os.geteuid() != 0:
        pytest.skip("a Nomad client needs root")
    folder.mkdir()
    http, rpc, serf = _ports(3)
    (folder / "agent.hcl").write_text(
        f"""
        bind_addr = "127.0.0.1"
        disable_update_check = true
        ports {{
          http = {http}
          rpc = {rpc}
          serf = {serf}
        }}
        client {{
          alloc_dir = "{folder}/alloc"
          state_dir = "{folder}/client"
          options = {{ "fingerprint.denylist" = "{_CLOUDS}" }}
          artifact {{ {artifact} }}
        }}
        plugin "raw_exec" {{
          config {{ enabled = true }}
        }}
        """
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "agent", "-dev", "-bind", "127.0.0.1", "-config", str(folder / "agent.hcl")],
            env={"PATH": os.environ["PATH"], "HOME": str(folder), **(environment or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{http}", timeout=20) as api:
            _wait(api, folder / "log", process)
            yield Agent(api, folder / "alloc")
            _stop_jobs(api)
    finally:
        process.terminate()
        process.wait(30)
        _unmount(folder)


def _wait(api: httpx.Client, log: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            nodes = api.get("/v1/nodes").json()
        except (httpx.HTTPError, ValueError):
            nodes = []
        if nodes and nodes[0]["Status"] == "ready":
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text()[-3000:])


def _stop_jobs(api: httpx.Client) -> None:
    for job in api.get("/v1/jobs").json():
        api.delete(f"/v1/job/{job['ID']}", params={"purge": "true"})


def _unmount(folder: Path) -> None:
    """Undo the mounts of secrets directories that a killed client leaves."""
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for mount in reversed(mounts):
        if mount.startswith(f"{folder}/"):
            subprocess.run(["umount", "-l", mount], check=False)


def _ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports
