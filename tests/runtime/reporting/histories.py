"""Runs that could have been, made from a graph and a few numbers: for pages, summaries and pictures."""

import random
from collections.abc import Mapping, Sequence

from runtime.reporting.model import ApprovalReport, ArtifactReport, AttemptReport, JobReport, RunReport, StepReport

BEGAN = 1_763_740_800_000
RUN = "20251121-160000-0a1b"


def history(
    graph: Mapping[str, Sequence[str]],
    durations: Mapping[str, int],
    *,
    failing: Sequence[str] = (),
    delay: int = 0,
    names: Mapping[str, str] | None = None,
) -> RunReport:
    """Return the run of a graph: each job begins `delay` milliseconds after the last that it waits for ended."""
    jobs: dict[str, JobReport] = {}
    for name, before in graph.items():
        attempts: tuple[AttemptReport, ...] = ()
        status = "failure" if name in failing else "success"
        if any(jobs[other].status != "success" for other in before):
            status = "blocked"
        else:
            began = max((jobs[other].end for other in before), default=BEGAN) + delay
            attempts = (_attempt(1, began, durations[name], status),)
        known = (names or {}).get(name, name)
        jobs[name] = JobReport(name, known, status, tuple(before), attempts)
    return run_of(tuple(jobs.values()))


def run_of(jobs: tuple[JobReport, ...], **changes: object) -> RunReport:
    """Return a run that ended, with these jobs."""
    status = "failure" if any(job.status == "failure" for job in jobs) else "success"
    end = max((job.end for job in jobs if job.end is not None), default=BEGAN)
    run = RunReport(RUN, "shop", status, BEGAN, BEGAN, end, end - BEGAN, jobs, executor="process", number=7)
    return run._replace(**changes)


def _attempt(number: int, began: int, duration: int, status: str) -> AttemptReport:
    half = duration // 2
    steps = (
        StepReport("prepare", "Prepare", number, "success", began, began + half, half, 0),
        StepReport("work", "Work <hard>", number, status, began + half, began + duration, duration - half, 2, "code")
        if status == "failure"
        else StepReport("work", "Work <hard>", number, status, began + half, began + duration, duration - half, 0),
    )
    return AttemptReport(number, status, began, began + duration, duration, None, "", steps)


def small() -> RunReport:
    """Return a run of five jobs that all succeeded."""
    graph = {"lint": [], "build": [], "test": ["build"], "package": ["build"], "publish": ["test", "package", "lint"]}
    durations = {"lint": 8_200, "build": 41_000, "test": 95_300, "package": 12_400, "publish": 6_050}
    run = history(graph, durations, delay=120)
    artifacts = (ArtifactReport("package", "wheel", 1_482_113, "9f" * 32),)
    return run._replace(artifacts=artifacts, head="c4" * 32)


def middle(seed: int = 4) -> RunReport:
    """Return a run of sixty jobs in layers, of which some failed, one at its second attempt, and one waits."""
    rng = random.Random(seed)
    areas = ("api", "billing", "catalogue", "checkout", "mail", "search", "stock", "web", "admin", "reports", "auth")
    graph: dict[str, list[str]] = {"prepare": []}
    for area in areas:
        graph[f"build-{area}"] = ["prepare"]
        graph[f"unit-tests-{area}"] = [f"build-{area}"]
        graph[f"lint-{area}"] = ["prepare"]
        graph[f"image-{area}"] = [f"unit-tests-{area}", f"lint-{area}"]
        graph[f"integration-{area}"] = [f"image-{area}", *(f"image-{each}" for each in rng.sample(areas[:4], 2))][:2]
    ready = list(graph)
    for each in ("smoke-tests", "load-tests", "security-scan", "release-notes"):
        graph[each] = [name for name in ready if name.startswith("integration")][:3]
    graph = _sorted(graph)
    durations = {name: rng.randint(2_000, 90_000) for name in graph}
    run = history(graph, durations, failing=("unit-tests-mail", "integration-web", "lint-auth"), delay=900)
    jobs = tuple(_retried(job) if job.id == "integration-web" else job for job in run.jobs)
    waiting = ApprovalReport(
        "release-notes", True, "open", 2, 1, ("anna", "bo"), "Go live?", None, ("approved by anna: looks good",)
    )
    return run_of(jobs, approvals=(waiting,), head="c4" * 32, reason="3 of 60 jobs failed")


def _sorted(graph: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    from compiler.ir.graph import topological_order

    return {name: list(graph[name]) for name in topological_order(graph)}


def _retried(job: JobReport) -> JobReport:
    first = job.attempts[0]
    second = _attempt(2, first.end + 5_000, first.duration, "failure")
    return job._replace(attempts=(first._replace(reason="exit code 2"), second), reason="step `work` failed twice")


def large(count: int = 1_000, seed: int = 5) -> RunReport:
    """Return a run of many jobs, most of them instances of one matrix."""
    rng = random.Random(seed)
    graph: dict[str, list[str]] = {"build": [], "lint": []}
    names = {}
    for number in range(count - 4):
        name = f"test-shard-{number}"
        names[name] = "test"
        graph[name] = ["build"]
    graph["merge-coverage"] = [name for name in graph if name.startswith("test-")]
    graph["docs"] = ["lint"]
    durations = {name: int(rng.lognormvariate(9, 0.8)) for name in graph}
    failing = tuple(f"test-shard-{number}" for number in rng.sample(range(count - 4), 30))
    return history(graph, durations, failing=failing, delay=40, names=names)
