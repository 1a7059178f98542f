"""The emitted workflows with `woodpecker-cli exec` and Docker, each in its own copy of the tree.

`exec` runs one workflow and knows nothing of the others, and has one tree for all. So what Woodpecker's server
decides between workflows (`depends_on`, `runs_on`) is not run here: it follows a model of the server's rule, and the
run says so (`endings` in its limits).
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.differential.case import SYSTEM, Case, repository
from tests.differential.observed import Job, Observed, Step, refused
from tests.differential.runners.command import Done, call, compile_for
from tests.differential.runners.docker import require_docker
from tests.differential.runners.recorded import steps_of
from tests.engines import require_engine

_LINE = re.compile(r"^\[([^\]]+):L\d+:\d+s\] (.*)$")
_BETWEEN = re.compile(rb"^(?:depends_on|runs_on):\n(?: .*\n)+", re.MULTILINE)
_PROGRAM = "+ /bin/sh /woodpecker/pipec/program run"
_FLAGS = {
    "CI_COMMIT_SHA": "--commit-sha",
    "CI_COMMIT_BRANCH": "--commit-branch",
    "CI_COMMIT_MESSAGE": "--commit-message",
    "CI_PIPELINE_EVENT": "--pipeline-event",
    "CI_PIPELINE_NUMBER": "--pipeline-number",
}


class Workflow(NamedTuple):
    """A file for Woodpecker, and the jobs of the plan that it runs."""

    file: Path
    data: Mapping[str, Any]
    jobs: tuple[str, ...]

    @property
    def needs(self) -> Sequence[str]:
        """Return the names of the workflows before it."""
        return self.data.get("depends_on", ())


class Tool(NamedTuple):
    """The programs, and what both are told of the case."""

    woodpecker: str
    docker: str
    options: tuple[str, ...]


def run(case: Case, directory: Path) -> Observed:
    """Run the case in a folder that is not there yet."""
    root = repository(case, directory / "repository").parent
    folder, errors, report = compile_for("woodpecker", case, root)
    if errors:
        return refused(*errors, log=report)
    tool = Tool(require_engine("woodpecker-cli", "woodpecker"), require_docker(), tuple(_options(case)))
    plan = json.loads((folder.parent / "plan.json").read_text())
    workflows = {path.stem: _workflow(path) for path in sorted((folder / ".woodpecker").glob("*.yaml"))}
    ended: dict[str, Done | None] = {}
    for name in _ordered(workflows):
        begins = _begins(workflows[name], ended)
        ended[name] = _exec(tool, workflows[name], root, directory / name) if begins else None
    jobs = {
        job: _job(plan, job, directory / name, done, chain=len(workflows[name].jobs) > 1)
        for name, done in ended.items()
        for job in workflows[name].jobs
    }
    log = "\n".join(done.stdout + done.stderr for done in ended.values() if done)
    failed = any(done is not None and done.returncode for done in ended.values())
    alone = len(workflows) == 1 == len(ended) and set(jobs) == {job["id"] for job in plan["jobs"]}
    if alone:
        return Observed(int(failed), jobs, {}, limits=frozenset({"files"}), log=log)
    ran = {name: job for name, job in jobs.items() if job.steps}
    return Observed(int(failed), ran, {}, limits=frozenset({"files", "endings"}), log=log)


def _workflow(path: Path) -> Workflow:
    data = yaml.safe_load(path.read_text())
    (prepared,) = (step for step in data["steps"] if step["name"] == "pipec-prepare")
    folders = re.findall(r"/woodpecker/pipec/(\S+)", prepared["commands"][0].partition("mkdir")[2])
    return Workflow(path, data, tuple(folders))


def _options(case: Case) -> Iterator[str]:
    for name, value in SYSTEM.items():
        yield from (_FLAGS[name], value)
    for name, value in case.mapping("secrets").items():
        yield from ("--secrets", f"{name}={value}")
    for name, value in case.mapping("run_var").items():
        yield from ("--env", f"PIPEC_PARAM_{name.replace('-', '_')}={value}")


def _ordered(workflows: Mapping[str, Workflow]) -> list[str]:
    found: list[str] = []
    while len(found) < len(workflows):
        ready = [name for name, each in workflows.items() if name not in found and set(each.needs) <= set(found)]
        assert ready, f"workflows wait for each other or for none: {sorted(workflows)}"
        found += ready
    return found


def _begins(workflow: Workflow, ended: Mapping[str, Done | None]) -> bool:
    """Tell whether the server would run it: a model of `runs_on`."""
    runs_on = set(workflow.data.get("runs_on", ("success",)))
    results = [ended[name] for name in workflow.needs]
    succeeded = all(done is not None and done.returncode == 0 for done in results)
    failed = any(done is not None and done.returncode for done in results)
    return {"success", "failure"} <= runs_on or (succeeded if "success" in runs_on else failed)


def _exec(tool: Tool, workflow: Workflow, root: Path, folder: Path) -> Done:
    tree, shared = folder / "tree", folder / "pipec"
    if workflow.data.get("skip_clone"):
        tree.mkdir(parents=True)
    else:
        shutil.copytree(root, tree, symlinks=True, ignore=shutil.ignore_patterns("bundle"))
    shared.mkdir()
    file = folder / workflow.file.name
    file.write_bytes(_BETWEEN.sub(b"", workflow.file.read_bytes()))  # `exec` skips a file that waits for others
    words = [tool.woodpecker, "exec", "--backend-engine", "docker", "--repo-path", str(tree)]
    words += ["--volumes", f"{shared}:/woodpecker/pipec", *tool.options, str(file)]
    done = call(words, folder)
    left = call([tool.docker, "volume", "ls", "-q", "-f", "dangling=true", "-f", "name=wp_"], folder).stdout.split()
    if left:  # `exec` leaves its volume; one that another worker just made is made again when it is used
        call([tool.docker, "volume", "rm", *left], folder)
    return done


def _job(plan: Mapping[str, Any], job: str, folder: Path, done: Done | None, *, chain: bool) -> Job:
    (data,) = (each for each in plan["jobs"] if each["id"] == job)
    state = folder / "pipec" / job / "state"
    known = steps_of(state)
    if done is None or not known:
        return Job("blocked", {})
    said = _said(done.stderr + done.stdout)
    wanted = [step["id"] for step in data["steps"]]
    if data.get("conditional") and all(known.get(step, Step("skipped", 0)).status == "skipped" for step in wanted):
        return Job("skipped", {}) if not (state / "failed").exists() else Job("failure", {})
    steps = {step: _step(known.get(step), said.get(f"{job}.{step}" if chain else step, ())) for step in wanted}
    return Job("failure" if (state / "failed").exists() else "success", steps)


def _step(known: Step | None, said: Sequence[str]) -> Step:
    return Step("skipped", 0, 0, (), None) if known is None else known._replace(stdout=tuple(said), stderr=None)


def _said(log: str) -> dict[str, list[str]]:
    """Return what each step's program wrote: what follows the line with which its commands end."""
    found: dict[str, list[str]] = {}
    for line in log.split("\n"):
        if match := _LINE.match(line):
            name, text = match[1], match[2].removesuffix("\r")
            if text.startswith(_PROGRAM):
                found[name] = []
            elif name in found and not text.startswith("pipec: "):
                found[name].append(text)
    return found
