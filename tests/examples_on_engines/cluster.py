"""The tests' Nomad agents, and jobs of one name that are gone afterwards."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx

from tests.engines import require_engine

AGENTS = {"1.11": "PIPEC_TEST_NOMAD", "1.7": "PIPEC_TEST_NOMAD_OLD"}


def need_agent(version: str) -> str:
    """Return the address of a running agent; else skip, or fail where engines are required."""
    address = os.environ.get(AGENTS[version], "")
    if not address:
        require_engine(f"a Nomad agent at {AGENTS[version]}")
    return address


class Cluster:
    """The API of one agent, for jobs whose ids begin with one name."""

    def __init__(self, address: str, name: str, namespace: str = "default") -> None:
        self.address = address
        self.name = name
        self.namespace = namespace
        self.client = httpx.Client(base_url=f"{address}/v1", timeout=60)

    def get(self, path: str, **query: str) -> Any:
        """Return what the API answers."""
        answer = self.client.get(path, params=query)
        assert answer.is_success, answer.text
        return answer.json()

    def register(self, document: dict[str, Any]) -> int:
        """Register a job; return its version."""
        job = document["Job"]
        namespace = job.get("Namespace") or "default"
        answer = self.client.put("/jobs", json=document, params={"namespace": namespace})
        assert answer.is_success, answer.text
        version: int = self.get(f"/job/{job['ID']}", namespace=namespace)["Version"]
        return version

    def deployment(self, job: str, version: int, namespace: str = "default") -> dict[str, Any]:
        """Return the deployment of a job's version, empty while there is none."""
        found = self.get(f"/job/{job}/deployments", namespace=namespace)
        return next((each for each in found if each["JobVersion"] == version), {})

    def promote(self, deployment: str, namespace: str = "default") -> None:
        """Promote the canaries of a deployment."""
        body = {"DeploymentID": deployment, "All": True}
        answer = self.client.put(f"/deployment/promote/{deployment}", json=body, params={"namespace": namespace})
        assert answer.is_success, answer.text

    def instances(self, service: str, namespace: str = "default") -> list[str]:
        """Return the addresses under which instances of a service are registered."""
        return [f"{each['Address']}:{each['Port']}" for each in self.get(f"/service/{service}", namespace=namespace)]

    def put_variable(self, path: str, namespace: str = "default", **items: str) -> None:
        """Write a variable of Nomad."""
        answer = self.client.put(f"/var/{path}", params={"namespace": namespace}, json={"Path": path, "Items": items})
        assert answer.is_success, answer.text

    def clean(self) -> None:
        """Stop and purge the jobs, remove the variables, and the namespace if it is one of the test's own."""
        namespace = self.namespace
        jobs = [job["ID"] for job in self.get("/jobs", prefix=self.name, namespace=namespace)]
        for purge in ("false", "true"):  # what is purged while it runs, a client may forget to stop
            for job in jobs:
                self.client.delete(f"/job/{quote(job, safe='')}", params={"purge": purge, "namespace": namespace})
            self._await_end(jobs)
        for variable in self.get("/vars", namespace=namespace):
            if self.name in variable["Path"] or namespace != "default":
                self.client.delete(f"/var/{variable['Path']}", params={"namespace": namespace})
        if namespace != "default":
            self._remove_namespace()

    def _await_end(self, jobs: list[str]) -> None:
        """Wait until nothing of these jobs runs, at most half a minute."""
        for _ in range(100):
            found = [each for each in self.get("/allocations", namespace=self.namespace) if each["JobID"] in jobs]
            if not any(each["ClientStatus"] in {"pending", "running"} for each in found):
                return
            time.sleep(0.3)

    def _remove_namespace(self) -> None:
        """Remove the namespace when its last allocation has ended."""
        for _ in range(100):
            if self.client.delete(f"/namespace/{self.namespace}").is_success:
                return
            time.sleep(0.3)


@contextmanager
def cluster(version: str, name: str, namespace: str = "default") -> Iterator[Cluster]:
    """Hold the jobs of a name on an agent, in a namespace that is made for them."""
    held = Cluster(need_agent(version), name, namespace)
    try:
        if namespace != "default":
            held.client.put(f"/namespace/{namespace}", json={"Name": namespace}).raise_for_status()
        yield held
    finally:
        held.clean()
        held.client.close()
