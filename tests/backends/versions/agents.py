"""A Nomad agent of one version of its own for a test: server and client in one process, nothing kept."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CONFIGURATION = """\
log_level = "warn"
disable_update_check = true
bind_addr = "127.0.0.1"
ports {{
  http = {ports[0]}
  rpc = {ports[1]}
  serf = {ports[2]}
}}
client {{
  options = {{ "fingerprint.denylist" = "env_aws,env_gce,env_azure,env_digitalocean" }}
  cpu_total_compute = 100000
  memory_total_mb = 100000
  chroot_env = {{ "{chroot}" = "/etc" }}
}}
plugin "raw_exec" {{
  config {{
    enabled = true
  }}
}}
plugin "docker" {{
  config {{
    endpoint = "{docker}"
    gc {{
      image = false
      dangling_containers {{
        enabled = false
      }}
    }}
  }}
}}
"""
"""Other agents use the same Docker Engine, so this one removes no container or image that is not its own."""


class Nomad:
    """An agent at its address: called with a method, a path below `/v1` and what to send, it returns the answer."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __call__(self, method: str, path: str, data: object = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.address}/v1{path}", body, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)


@contextmanager
def agent(program: str, folder: Path) -> Iterator[Nomad]:
    """Start an agent whose drivers docker, exec and raw_exec are ready, and end it with all that it started."""
    docker = os.environ.get("DOCKER_HOST")
    if not docker or os.geteuid():
        pytest.skip("a Nomad client with these drivers needs DOCKER_HOST and root")
    chroot = folder / "chroot"
    chroot.mkdir(parents=True)
    ports = free_ports(3)
    (folder / "agent.hcl").write_text(CONFIGURATION.format(ports=ports, chroot=chroot, docker=docker))
    command = [program, "agent", "-dev", "-config", str(folder / "agent.hcl"), "-data-dir", str(folder / "data")]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    nomad = Nomad(f"http://127.0.0.1:{ports[0]}")
    try:
        wait(lambda: _ready(nomad), 60, folder / "log")
        yield nomad
    finally:
        process.terminate()
        process.wait(60)


def wait(condition: Callable[[], bool], seconds: float, log: Path | None = None) -> None:
    """Wait until a condition holds, and fail with the agent's log when it does not."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s\n{log.read_text()[-2000:] if log else ''}")
        time.sleep(0.2)


def _ready(nomad: Nomad) -> bool:
    try:
        nodes = nomad("GET", "/nodes")
    except (urllib.error.URLError, ConnectionError):
        return False
    return bool(nodes) and all(
        nodes[0]["Drivers"].get(name, {}).get("Healthy") for name in ("docker", "exec", "raw_exec")
    )


def free_ports(count: int) -> list[int]:
    """Return ports on which nobody listens."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def failures(nomad: Nomad, groups: list[dict[str, Any]]) -> dict[str, str]:
    """Run a batch job of these groups, each of one task that fails; return by group what its client said."""
    once = {"Count": 1, "RestartPolicy": {"Attempts": 0, "Mode": "fail"}, "ReschedulePolicy": {"Attempts": 0}}
    job = {"ID": "probe", "Name": "probe", "Type": "batch", "Datacenters": ["*"]}
    nomad("PUT", "/jobs", {"Job": {**job, "TaskGroups": [{**once, **group} for group in groups]}})

    def ended() -> bool:
        found = nomad("GET", "/job/probe/allocations")
        return len(found) == len(groups) and all(each["ClientStatus"] in {"failed", "complete"} for each in found)

    wait(ended, 90)
    return {each["TaskGroup"]: _said(each) for each in nomad("GET", "/job/probe/allocations")}


def _said(allocation: dict[str, Any]) -> str:
    events = [event for state in (allocation["TaskStates"] or {}).values() for event in state["Events"]]
    failed = (event for event in events if event["Type"] in {"Failed Validation", "Driver Failure"})
    return "\n".join(event["DisplayMessage"] for event in failed)
