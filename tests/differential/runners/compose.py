"""The emitted `compose.jobs.yaml` with `docker compose`, as the page on Compose says."""

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.differential.case import Case, repository
from tests.differential.observed import Job, Observed, Step, lines, refused
from tests.differential.runners.command import call, compile_for, system
from tests.differential.runners.docker import require_docker
from tests.differential.runners.recorded import steps_of
from tests.differential.trees import tree


def run(case: Case, directory: Path) -> Observed:
    """Run the case in a folder that is not there yet."""
    docker = require_docker()
    root = repository(case, directory / "repository").parent
    folder, errors, report = compile_for("compose", case, root)
    if errors:
        return refused(*errors, log=report)
    project = f"differential-{case.name}-{os.getpid()}"
    words = [docker, "compose", "-p", project, "-f", str(folder / "compose.jobs.yaml")]
    given = {**system(case), "PWD": str(root)}
    try:
        done = call([*words, "run", "--rm", "-T", "pipec-result"], root, given)
        services = _services(docker, project, root)
        _unpack(docker, project, services, directory / "record")
    finally:
        call([*words, "down", "--volumes", "--timeout", "1"], root, given)
    plan = json.loads((folder.parent / "plan.json").read_text())
    jobs = {job: _job(job, directory / "record" / job, services) for job in _instances(plan)}
    files = {
        f"{job}.{path.name}": tree(path)
        for job in jobs
        for path in sorted((directory / "record" / job / "artifacts").glob("*"))
    }
    said = "\n".join(f"{name}: {each.stdout}{each.stderr}" for name, each in services.items())
    return Observed(done.returncode, jobs, files, log=done.stdout + done.stderr + said)


def _instances(plan: Mapping[str, Any]) -> list[str]:
    return [job["id"] for job in plan["jobs"]]


class _Service:
    """A container that Compose made: when it ran, and what it wrote."""

    def __init__(self, docker: str, data: Mapping[str, Any], root: Path) -> None:
        self.name = data["Config"]["Labels"]["com.docker.compose.service"]
        self.image = data["Config"]["Image"]
        self.began, self.ended = (_moment(data["State"][key]) for key in ("StartedAt", "FinishedAt"))
        logs = call([docker, "logs", data["Id"]], root)
        self.stdout, self.stderr = logs.stdout, logs.stderr


def _services(docker: str, project: str, root: Path) -> dict[str, _Service]:
    listed = call([docker, "ps", "-aq", "--filter", f"label=com.docker.compose.project={project}"], root)
    if not listed.stdout.split():
        return {}
    data = json.loads(call([docker, "inspect", *listed.stdout.split()], root).stdout)
    return {each.name: each for each in (_Service(docker, one, root) for one in data)}


def _moment(text: str) -> float:
    """Return the seconds of `2026-01-31T14:05:12.123456789Z`; 0 of the engine's year 1, which is never."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    return 0 if text.startswith("0001") else datetime.fromisoformat(f"{whole}Z").timestamp() + float(f"0.{fraction}")


def _unpack(docker: str, project: str, services: Mapping[str, _Service], to: Path) -> None:
    """Copy the jobs' volumes: how each ended, what its steps left, its artifacts."""
    jobs = [name.removesuffix(".end") for name in services if name.endswith(".end")]
    to.mkdir()
    if not jobs:
        return
    mounts = [word for job in jobs for word in ("-v", f"{project}_job.{job}:/v/{job}:ro")]
    image = services[f"{jobs[0]}.end"].image
    words = [docker, "run", "--rm", *mounts, "--entrypoint", "/bin/tar", image, "-C", "/v", "-cf", "-", "."]
    done = subprocess.run(words, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(to, filter="fully_trusted")


def _job(job: str, record: Path, services: Mapping[str, _Service]) -> Job:
    ending = record / "ending"
    status = ending.read_text().strip() if ending.is_file() else "blocked"
    steps = {} if status in {"blocked", "skipped"} else steps_of(record / "state")
    steps = {name: _with_text(step, services.get(f"{job}.step.{name}")) for name, step in steps.items()}
    if status in {"blocked", "skipped"} or not steps:
        return Job(status, steps)
    return Job(status, steps, services[f"{job}.begin"].began, services[f"{job}.end"].ended)


def _with_text(step: Step, service: _Service | None) -> Step:
    if service is None:
        return step
    stderr = tuple(line for line in lines(service.stderr) if not line.startswith("pipec: "))
    return step._replace(stdout=lines(service.stdout), stderr=stderr)
