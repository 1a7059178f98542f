"""Nomad agents of a test's own: kept on disk, on ports of their own, with nothing of them left afterwards."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.engines import require_engine

PATIENCE = 60

_BASE = """
log_level = "warn"
disable_update_check = true
data_dir = "{data}"
bind_addr = "{host}"
advertise {{
  http = "{host}"
  rpc = "{host}"
  serf = "{host}"
}}
ports {{
  http = {http}
  rpc = {rpc}
  serf = {serf}
}}
"""

_CLIENT = """
client {{
  enabled = true
  {servers}
  options = {{ "fingerprint.denylist" = "env_aws,env_gce,env_azure,env_digitalocean,cni,bridge" }}
  cpu_total_compute = 400000
  memory_total_mb = 200000
  node_class = "{name}"
  gc_interval = "1h"
  gc_max_allocs = {kept}
  meta {{ place = "{name}" }}
}}
plugin "raw_exec" {{ config {{ enabled = true }} }}
plugin "docker" {{ config {{ endpoint = "{docker}" }} }}
"""

_SERVER = """
server {{
  enabled = true
  bootstrap_expect = 1
  heartbeat_grace = "3s"
  min_heartbeat_ttl = "2s"
  {server}
}}
"""


class Agent:
    """One agent, a server and a client unless told otherwise."""

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "one",
        binary: str = "nomad-1.11",
        server: bool = True,
        client: bool = True,
        join: "Agent | None" = None,
        extra: str = "",
        server_extra: str = "",
        scheme: str = "http",
        kept: int = 2000,
    ) -> None:
        self.binary = require_engine(binary)
        self.name = name
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # Client directories have sockets and chroots: a path of its own, short.
        self.data = Path(tempfile.mkdtemp(prefix=f"pipec-nomad-{name}-"))
        self.data.chmod(0o755)
        self.host = "127.0.0.1"
        self.http, self.rpc, self.serf = _free_ports(3)
        self.scheme = scheme
        self.address = f"{scheme}://{self.host}:{self.http}"
        text = _BASE.format(data=self.data, host=self.host, http=self.http, rpc=self.rpc, serf=self.serf)
        if server:
            text += _SERVER.format(server=server_extra)
        if client:
            servers = f'servers = ["127.0.0.1:{join.rpc}"]' if join else ""
            docker = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
            text += _CLIENT.format(servers=servers, name=name, docker=docker, kept=kept)
        self.configuration = folder / f"{name}.hcl"
        self.configuration.write_text(text + f'name = "{name}"\n' + extra)
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Agent":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "agent", "-config", str(self.configuration)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # By this its log readers are found, which outlive an agent that is killed.
                env={**os.environ, "PIPEC_TEST_AGENT": str(self.data)},
            )
        return self

    def kill(self) -> None:
        """End it as a crash does: its tasks run on."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; its tasks run on."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.send_signal(number)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(30)

    def ask(
        self, path: str, body: object = None, method: str = "GET", token: str = "", context: object = None
    ) -> object:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}{path}", data=data, method=method)
        if token:
            request.add_header("X-Nomad-Token", token)
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def ready(self, nodes: int = 1, token: str = "", context: object = None) -> "Agent":
        """Wait until there is a leader, and so many nodes take work."""

        def are() -> bool:
            try:
                found = (
                    self.ask("/v1/nodes", token=token, context=context)
                    if nodes
                    else self.ask("/v1/status/leader", token=token, context=context)
                )
            except (OSError, urllib.error.URLError):
                return False
            return not nodes or sum(item["Status"] == "ready" for item in found) >= nodes

        self._await(are, "is not ready")
        return self

    def alive(self, token: str = "") -> list[str]:
        """Return the allocations that have not ended, by their jobs."""
        found = self.ask("/v1/allocations?namespace=*", token=token)
        return [item["JobID"] for item in found if item["ClientStatus"] in {"pending", "running", "unknown"}]

    def _await(self, condition, what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not condition():
            tail = self.log.read_text()[-2000:] if self.log.exists() else ""
            assert self.process is None or self.process.poll() is None, f"{self.name} ended: {tail}"
            assert time.monotonic() < until, f"{self.name} {what}: {tail}"
            time.sleep(0.1)

    def clean(self) -> None:
        """End the agent, all that it runs, its mounts and files."""
        self.kill()
        for process in _processes_of(str(self.data)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        until = time.monotonic() + 10
        while _processes_of(str(self.data)) and time.monotonic() < until:
            time.sleep(0.05)
        for mount in _mounts_of(str(self.data)):
            subprocess.run(["umount", "-l", mount], check=False, capture_output=True)
        shutil.rmtree(self.data, ignore_errors=True)


def put_variable(agent: Agent, job: str, items: Mapping[str, str], token: str = "", namespace: str = "default") -> None:
    """Put a job's secrets where it reads them."""
    path = f"nomad/jobs/{job}"
    query = f"?namespace={namespace}"
    agent.ask(f"/v1/var/{path}{query}", {"Path": path, "Items": dict(items)}, "PUT", token)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _processes_of(needle: str) -> list[int]:
    """Return the processes whose command line, directory or environment speaks of a directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                parts = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                if needle.encode() in parts or str((entry / "cwd").readlink()).startswith(needle):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _mounts_of(folder: str) -> list[str]:
    lines = Path("/proc/self/mounts").read_text().splitlines()
    return sorted((line.split()[1] for line in lines if line.split()[1].startswith(folder)), reverse=True)
