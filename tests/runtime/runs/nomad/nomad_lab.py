"""Pipelines that are really run on Nomad, by the command."""

import itertools
import json
import os
import urllib.request
from pathlib import Path

from runtime.artifacts.queries import ArtifactQueries
from runtime.artifacts.store import ArtifactStore
from tests.nomad_agents import Agent
from tests.runtime.runs.lab import Done, Lab

_NUMBERS = itertools.count(1)

_PROFILE = """
[targets.nomad]
host_driver = "raw_exec"
"""


class NomadLab(Lab):
    """A folder with a pipeline whose runs go to an agent. Each lab has a name, with which its jobs' ids begin."""

    agent: Agent

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder)
        self.address = address
        self.name = f"t{os.getpid()}-{next(_NUMBERS)}"
        self.environment["NOMAD_ADDR"] = address
        self.environment["PYTHONWARNINGS"] = "ignore"
        self.profile()

    def profile(self, *lines: str) -> None:
        (self.folder / ".pipec.toml").write_text("\n".join([_PROFILE, *lines, ""]))

    def write(self, text: str, name: str = "pipeline.yaml") -> None:
        super().write(f"version: 1\nname: {self.name}\ndefaults: {{checkout: false}}\n{text}", name)

    def run(self, text: str | None = None, *arguments: str, **variables: str) -> Done:
        if text is not None:
            self.write(text)
        return self.pipec("run", "--executor", "nomad", *arguments, **variables)

    def begin(self, *arguments: str, **variables: str):
        return self.start("run", "--executor", "nomad", *arguments, **variables)

    def ask(self, path: str, method: str = "GET") -> object:
        request = urllib.request.Request(f"{self.address}{path}", method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def job(self, job: str) -> str:
        """Return the id of a job at Nomad."""
        return f"{self.name}_job_{job}"

    def allocations(self) -> list[dict]:
        """Return the allocations of this lab's jobs."""
        found = self.ask(f'/v1/allocations?filter=JobID+contains+"{self.name}_job_"')
        return found or []

    def running(self) -> list[str]:
        """Return the jobs of this lab of which something runs at Nomad, or would."""
        return [item["JobID"] for item in self.allocations() if item["ClientStatus"] in {"pending", "running"}]

    def dispatches(self) -> list[str]:
        found = self.ask(f"/v1/jobs?prefix={self.name}_job_") or []
        return [item["ID"] for item in found if "/dispatch-" in item["ID"]]

    def purge(self) -> None:
        """Take away all that this lab has at Nomad."""
        self.address = self.environment["NOMAD_ADDR"]
        for item in self.ask(f"/v1/jobs?prefix={self.name}_job_") or []:
            self.ask(f"/v1/job/{item['ID'].replace('/', '%2F')}?purge=true", "DELETE")
        self.wait_for(lambda: self.running() == [])

    def artifacts(self) -> dict[tuple[str, str], str]:
        with ArtifactQueries(self.state) as stored:
            return {key: item.digest for key, item in stored.of_run(self.last).items()}

    def fetch(self, job: str, name: str) -> Path:
        """Return a directory with an artifact's files."""
        into = self.folder.parent / f"fetched-{next(_NUMBERS)}"
        into.mkdir()
        store = ArtifactStore(self.state)
        store.place(self.artifacts()[job, name], ".", into, {}, "test")
        store.close()
        return into

    def text(self) -> str:
        """Return all that stands in the state directory, as text."""
        files = [path for path in self.state.rglob("*") if path.is_file() and not path.is_symlink()]
        return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)
