"""`pipec run`, whatever the executor: what happened is read from its state, as `pipec status` tells it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.differential.case import SYSTEM, Case
from tests.differential.observed import Job, Observed, Step, refused
from tests.differential.runners.command import Done, pipec, read, variables
from tests.differential.trees import tree

_CANNOT = re.compile(r"^the executor|^Error: the executor", re.MULTILINE)
_CODE = re.compile(r"error\[(PC\d{3})\]")


_REFUSALS = {"service": "services", "network": "network", "label": "labels", "disk": "resources", "image": "image"}
"""A word of the sentence with which an executor refuses, to the word for what it cannot keep."""


def observe(
    case: Case, folder: Path, executor: str, *options: str, environment: Mapping[str, str] | None = None
) -> Observed:
    """Run the repository `folder` on an executor, with these variables over our own."""
    secrets = folder.parent / "secrets.env"
    secrets.write_text("".join(f"{name}={json.dumps(value)}\n" for name, value in case.mapping("secrets").items()))
    state = str(folder.parent / "state")
    words = ["run", "--executor", executor, "--keep-going", "--format", "json", "--secret-file", str(secrets)]
    given = variables(case, "var", "run_var")
    done = pipec(
        *words,
        *given,
        *options,
        "--state-dir",
        state,
        cwd=folder,
        environment={**SYSTEM, "CI": "true", **(environment or {})},
    )
    if not done.stdout.startswith('{"event":"run"'):
        return _refusal(done)
    return _observed(done, folder, state)


def _refusal(done: Done) -> Observed:
    codes = set(_CODE.findall("".join(line for line in done.stderr.splitlines() if line.startswith("error["))))
    if _CANNOT.search(done.stderr):
        said = " ".join(line for line in done.stderr.splitlines() if line.startswith("  job "))
        codes |= {next(word for part, word in _REFUSALS.items() if part in said)}
    assert codes, f"it neither ran nor said why not:\n{done.stdout}{done.stderr}"
    return refused(*codes, log=done.stderr)


def _observed(done: Done, folder: Path, state: str) -> Observed:
    events = [json.loads(line) for line in done.stdout.splitlines()]
    status = read("status", "--state-dir", state, cwd=folder)
    assert not any(event["event"] == "lost" for event in events)
    said = _said(event for event in events if event["event"] == "log")
    jobs = {job["job"]: _job(job, said) for job in status["jobs"]}
    files = {f"{each['job']}.{each['name']}": _files(each, folder, state) for each in status["artifacts"]}
    return Observed(done.returncode, jobs, files, log=done.stdout + done.stderr)


def _said(events: Iterable[Mapping[str, Any]]) -> Mapping[tuple[str, str, int, str], list[str]]:
    found: dict[tuple[str, str, int, str], list[str]] = {}
    for event in events:
        if event["stream"] == "stderr" and event["message"].startswith("pipec: "):
            continue  # the step program's own, where the engine has one stream for both
        key = (event["job"], event.get("step", ""), event["attempt"], event["stream"])
        found.setdefault(key, []).append(event["message"])
    return found


def _job(job: Mapping[str, Any], said: Mapping[tuple[str, str, int, str], Sequence[str]]) -> Job:
    tries: dict[str, list[Mapping[str, Any]]] = {}
    for attempt in job["attempts"]:
        for step in attempt["steps"]:
            tries.setdefault(step["step"], []).append(step)
    steps = {name: _step(job["job"], all_, said) for name, all_ in tries.items()}
    began = min((_seconds(each["started"]) for each in job["attempts"]), default=0)
    ended = max((_seconds(each["ended"]) for each in job["attempts"]), default=0)
    return Job(job["status"], steps, began, ended)


def _step(
    job: str, tries: Sequence[Mapping[str, Any]], said: Mapping[tuple[str, str, int, str], Sequence[str]]
) -> Step:
    last = tries[-1]
    texts = [
        tuple(line for each in tries for line in said.get((job, each["step"], each["attempt"], stream), ()))
        for stream in ("stdout", "stderr")
    ]
    attempts = 0 if last["status"] == "skipped" else len(tries)
    return Step(last["status"], last["exit_code"] or 0, attempts, texts[0], texts[1])


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _files(artifact: Mapping[str, Any], folder: Path, state: str) -> dict[str, str]:
    out = folder.parent / f"got-{artifact['job']}-{artifact['name']}"
    words = ("artifact", "get", "latest", artifact["job"], artifact["name"], "--out", str(out), "--state-dir", state)
    done = pipec(*words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return tree(out)
