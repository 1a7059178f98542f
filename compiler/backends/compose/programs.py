"""The files that the services of `compose.jobs.yaml` run: ours, the same always, and those of each job."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from typing import Final

from ...ir.digest import release_id
from ...ir.expression.value import to_text
from ...ir.globs import expression
from ...ir.job import Job, Step
from ...ir.plan import Parameter, Plan
from ...ir.references import paths_of_steps, read_paths
from ...ir.system import SYSTEM_VARIABLES
from ...ir.values import BuiltImage
from ..base import OutputFile
from ..shim import PROGRAM, Frame, Sources, description, script_text
from ..shim.quote import quote
from .graph import ancestors
from .names import SCRIPTS, parameter_variable

OWN: Final = ("run.sh", "library.sh", "begin.sh", "step.sh", "end.sh", "result.sh")
PER_STEP: Final = ("CI_STEP_NAME", "CI_WORKFLOW_NAME")
"""The system's variables that are not the same in a whole run."""

MOUNTED: Final = "/pipec/jobs"
WORKSPACE: Final = "/pipec/job/workspace"
_STATE: Final = "/pipec/job/state"
_GATE: Final = "/pipec/job/gate"
_UNSAFE = re.compile(r"[\n\r]")

Instances = Mapping[str, tuple[str, ...]]
"""The job as expressions name it, to the instances of it that a job reads."""


def instances(job: Job, jobs: Mapping[str, Job]) -> dict[str, tuple[str, ...]]:
    """Return what the job reads of others, by name: those that it depends on, and of all before them those it names.

    `jobs` are all that run, by their ids.
    """
    found: dict[str, tuple[str, ...]] = {}
    for dependency in job.depends_on:
        _add(found, jobs[dependency.job])
    read = (*read_paths(job.conditional), *paths_of_steps(job))
    if further := {path[1] for path in read if path[0] == "job"} - found.keys():
        for other in ancestors(job, jobs):
            if other.name in further:
                _add(found, other)
    return found


def _add(found: dict[str, tuple[str, ...]], job: Job) -> None:
    found[job.name] = (*found.get(job.name, ()), job.id)


def shared_sources(plan: Plan) -> Sources:
    """Return where values come from that are the same for all jobs: parameters and the release."""
    variables = {f"params.{each.name}": parameter_variable(each.name) for each in plan.params}
    defaults = {f"params.{each.name}": _default(each) for each in plan.params}
    if plan.components and not any(isinstance(each.image, BuiltImage) for each in plan.components):
        release = release_id(plan.components)
        name = f"{plan.name}-{release.removeprefix('sha256:')[:12]}"
        variables |= {"release.id": "PIPEC_RELEASE_ID", "release.name": "PIPEC_RELEASE_NAME"}
        defaults |= {"release.id": release, "release.name": name}
    types = {f"params.{each.name}": each.type for each in plan.params}
    return Sources(variables, {}, defaults, types)


def _default(parameter: Parameter) -> str:
    value = parameter.default
    return to_text(list(value) if isinstance(value, tuple) else value) if value is not None else ""


def job_sources(shared: Sources, needs: Instances) -> Sources:
    """Return where this job's values come from. The outputs of a matrix belong to no one instance, so are not there."""
    statuses = {f"job.{name}.status": f"PIPEC_STATUS_{index}" for index, name in enumerate(needs)}
    states = {name: f"/pipec/needs/{ids[0]}/state" for name, ids in needs.items() if len(ids) == 1}
    return Sources({**shared.variables, **statuses}, states, shared.defaults, shared.types)


def frame(plan: Plan, job: Job, step: Step, sources: Sources) -> Frame:
    """Return where a step finds its files."""
    script = f"{MOUNTED}/{job.id}/{step.id}.script"
    place = Frame(_STATE, WORKSPACE, script, propagate=False, sources=sources)
    return place._replace(run_began="PIPEC_RUN_BEGAN", run_timeout=plan.timeout)


def gate(job: Job) -> Step | None:
    """Return the step that decides the job's own condition, if it has one."""
    if job.conditional is None:
        return None
    return Step("gate", "gate", ":", image=None, conditional=job.conditional, origin=job.origin)


def own_programs() -> Iterator[OutputFile]:
    """Yield the programs that are the same for all pipelines."""
    folder = Path(__file__).with_name("scripts")
    for name in OWN:
        yield OutputFile(f"{SCRIPTS}/{name}", (folder / name).read_bytes())
    yield OutputFile(f"{SCRIPTS}/shim.sh", PROGRAM.encode())


def parameters_program(plan: Plan) -> OutputFile:
    """Return the program that checks the parameters of a run, and names the variables that it records."""
    names = [name for name in SYSTEM_VARIABLES if name not in PER_STEP]
    names += [parameter_variable(each.name) for each in plan.params]
    lines = ["# The values of a run; written by pipec.", f"pipec_recorded={quote(' '.join(names))}"]
    for each in plan.params:
        required = int(each.required and each.default is None)
        words = [each.name, parameter_variable(each.name), each.type, str(required)]
        allowed = [to_text(value) if not isinstance(value, tuple) else to_text(list(value)) for value in each.enum]
        lines.append("parameter " + " ".join(map(quote, [*words, *allowed])))
    return OutputFile(f"{SCRIPTS}/parameters.sh", ("\n".join(lines) + "\n").encode())


def job_programs(plan: Plan, job: Job, needs: Instances, sources: Sources) -> Iterator[OutputFile]:
    """Yield the files of one job: what it is, its condition, and for each step its description and script."""
    folder = f"{SCRIPTS}/{job.id}"
    yield OutputFile(f"{folder}/job.sh", _job_text(job, needs).encode())
    if step := gate(job):
        place = Frame(_GATE, _GATE, "/dev/null", propagate=False, sources=sources)
        yield OutputFile(f"{folder}/gate.sh", description(job, step, place).encode())
    for step in job.steps:
        text = description(job, step, frame(plan, job, step, sources))
        yield OutputFile(f"{folder}/{step.id}.sh", text.encode())
        yield OutputFile(f"{folder}/{step.id}.script", script_text(step).encode())


def _job_text(job: Job, needs: Instances) -> str:
    return "\n".join((*_settings(job), *_functions(job, needs), ""))


def _settings(job: Job) -> Iterator[str]:
    yield f"# Job {job.id}; written by pipec."
    yield f"pipec_needs={quote(' '.join(dependency.job for dependency in job.depends_on))}"
    yield f"pipec_runs_on={quote(' '.join(sorted(set(job.runs_on), reverse=True)))}"
    yield f"pipec_checkout={int(job.checkout is not None)}"
    submodules = job.checkout is not None and job.checkout.submodules
    yield f"pipec_submodules={'--recurse-submodules' if submodules else ''}"


def _functions(job: Job, needs: Instances) -> Iterator[str]:
    statuses = (f"status PIPEC_STATUS_{index} {' '.join(ids)}" for index, ids in enumerate(needs.values()))
    yield from _function("statuses", statuses)
    yield from _function("inputs", (_input(job, index) for index in range(len(job.inputs))))
    yield from _function("artifacts", (_artifact(job, index) for index in range(len(job.artifacts))))


def _function(name: str, commands: Iterator[str]) -> Iterator[str]:
    yield f"{name}() {{"
    yield from (f"  {command}" for command in commands)
    yield "  :\n}"


def _input(job: Job, index: int) -> str:
    wanted = job.inputs[index]
    words = (wanted.job, wanted.artifact, normpath(wanted.path), str(int(wanted.optional)))
    return " ".join(("input", *map(quote, words)))


def _artifact(job: Job, index: int) -> str:
    kept = job.artifacts[index]
    expressions = (expression(_UNSAFE.sub("", path)) for path in kept.paths)
    return " ".join(("artifact", *map(quote, (kept.name, kept.when, str(int(kept.optional)), *expressions))))
