"""The emitted files read back and compared with the plan: jobs, order, steps, images, variables, scripts."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from ...ir.graph import reachability, shortest_cycle
from ...ir.job import Job, Step
from ...ir.plan import Plan
from ..base import Emission
from ..profile import Profile
from ..registries import image_reference
from ..shim import PROGRAM, script_text
from . import names
from .graph import Workflows, workflows
from .jobs import run_steps
from .read import Unreadable, read_workflows, written
from .steps import SYSTEM, described, environment, frame, image_of

Problems = Iterator[str]


def verify(plan: Plan, profile: Profile, emission: Emission) -> Problems:
    """Yield a sentence for each thing that the files say otherwise than the plan."""
    everything = workflows(plan)
    chains = {chain[-1].id: chain for chain in everything.chains}
    waits: dict[str, list[str]] = {}
    for name, workflow in read_workflows(emission):
        if isinstance(workflow, Unreadable):
            yield f"workflow {name} cannot be read: {workflow.reason}"
            continue
        waits[name] = workflow.get("depends_on", [])
        for problem in _workflow(plan, chains[name], profile, workflow) if name in chains else ():
            yield f"workflow {name}: {problem}"
    if set(waits) != set(chains):
        yield f"workflows {sorted(set(waits) ^ set(chains))} are there and should not be, or the other way round"
    else:
        yield from _order(everything, waits)


def _order(everything: Workflows, waits: Mapping[str, list[str]]) -> Problems:
    """Compare what each job waits for, directly or not."""
    emitted: dict[str, list[str]] = {job: [] for job in everything.edges}
    for chain in everything.chains:
        emitted[chain[0].id] = waits[chain[-1].id]
        emitted.update({after.id: [before.id] for before, after in pairwise(chain)})
    if shortest_cycle(emitted):
        yield "the workflows wait for each other in a cycle"
        return
    reached, planned = reachability(emitted), reachability(everything.edges)
    for job in emitted:
        if reached[job] != planned[job]:
            yield f"job {job} waits for other jobs than in the plan"


def _workflow(plan: Plan, chain: tuple[Job, ...], profile: Profile, found: Mapping[str, Any]) -> Problems:
    last = chain[-1]
    if set(found.get("runs_on", ("success",))) != set(last.runs_on) and "depends_on" in found:
        yield f"it runs on {found.get('runs_on')}"
    if found.get("skip_clone", False) is any(job.checkout is not None for job in chain):
        yield "it clones, or does not, against the plan"
    images = [(service["name"], service["image"]) for service in found.get("services", ())]
    if images != [(service.name, image_reference(service.image, profile)) for service in last.services]:
        yield f"its services are {images}"
    files = written(found)
    if files.get(names.PROGRAM) != PROGRAM:
        yield "it does not place the step program"
    if files.get(names.SYSTEM) != SYSTEM:
        yield "it does not set the system's variables"
    yield from _steps(plan, chain, profile, found, files)


def _steps(
    plan: Plan, chain: tuple[Job, ...], profile: Profile, found: Mapping[str, Any], files: Mapping[str, str]
) -> Problems:
    running = {step["commands"][-1]: step for step in found["steps"]}
    jobs = [run_steps(plan, job, chain, profile) for job in chain]
    wanted = [(index, step) for index, job in enumerate(jobs) for step in job.steps]
    order = [_command(jobs[index], step) for index, step in wanted]
    if [command for command in running if command in set(order)] != order:
        yield "its steps are others than the plan's, or in another order"
        return
    for index, step in wanted:
        emitted = running[_command(jobs[index], step)]
        yield from _step(plan, jobs[: index + 1], step, profile, (emitted, files))


def _command(job: Job, step: Step) -> str:
    return f"/bin/sh {names.PROGRAM} run {names.description(job, step.id)} </dev/null"


def _step(
    plan: Plan, jobs: list[Job], step: Step, profile: Profile, emitted: tuple[Mapping[str, Any], Mapping[str, str]]
) -> Problems:
    job, (found, files) = jobs[-1], emitted
    place = frame(plan, job, step, jobs[:-1])
    wanted = {
        "image": image_of(step, profile),
        "environment": environment(job, step, place),
        "failure": "ignore" if step.continue_on_failure else "fail",
    }
    said = {"environment": {}, "failure": "fail", **found}
    for key, value in wanted.items():
        if said[key] != value:
            yield f"step {step.id} has {key} {said[key]!r}"
    if files.get(names.script(job, step.id)) != script_text(step):
        yield f"step {step.id} has another script"
    if files.get(names.description(job, step.id)) != described(job, step, place):
        yield f"step {step.id} has another description"
