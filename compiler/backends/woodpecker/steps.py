"""The steps of a workflow: its preparation, and for each step of its jobs the commands that run it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...ir.job import Job, Step
from ...ir.plan import Plan
from ...ir.system import SYSTEM_VARIABLES, TRIGGER_MEMBERS
from ...ir.values import Secret
from ..profile import Profile
from ..registries import image_reference, own_image
from ..shim import PROGRAM, Frame, Sources, description, native_values, script_text, secret_values
from ..shim.conditions import survives_failure
from ..shim.quote import quote
from ..traced import Traced
from . import names
from .jobs import run_steps
from .parameters import check_parameters, parameter_text
from .placing import fits, place, place_in_chunks

SYSTEM = f"""\
# Woodpecker leaves out what says nothing for an event; the language has it empty. Written by pipec.
for pipec_name in {" ".join(SYSTEM_VARIABLES)}; do
  eval "export $pipec_name=\\"\\${{$pipec_name-}}\\""
done
"""
"""The file by which every variable of the system is set."""

_KUBERNETES = ("$(", "$$")
"""What the Kubernetes backend would expand in a variable; values with it are set by the step program."""


def workflow_steps(plan: Plan, chain: tuple[Job, ...], profile: Profile) -> Iterator[Traced]:
    """Yield the steps of a workflow in the order in which they run."""
    jobs = [run_steps(plan, job, chain, profile) for job in chain]
    yield _preparation(plan, jobs, profile)
    for index, job in enumerate(jobs):
        for step in job.steps:
            yield from _step(plan, jobs[: index + 1], step, profile, shared=len(jobs) > 1)


def sources(plan: Plan, earlier: Sequence[Job]) -> Sources:
    """Return where run-time values of a job come from; `earlier` are those before it in its chain."""
    variables = {f"params.{each.name}": names.parameter_variable(each.name) for each in plan.params}
    variables |= {f"trigger.{member}": name for member, name in TRIGGER_MEMBERS.items()}
    defaults = {f"params.{each.name}": parameter_text(each) for each in plan.params}
    types = {f"params.{each.name}": each.type for each in plan.params}
    return Sources(variables, {job.name: names.state(job) for job in earlier}, defaults, types)


def frame(plan: Plan, job: Job, step: Step, earlier: Sequence[Job]) -> Frame:
    """Return a step's place in the workflow."""
    constants = [value for _, value in native_values(job, step) if isinstance(value, str)]
    expanded = any(mark in value for value in constants for mark in _KUBERNETES)
    return Frame(
        state=names.state(job),
        workspace=workspace(job, first=not earlier),
        script=names.script(job, step.id),
        values="exported" if expanded else "native",
        sources=sources(plan, earlier),
        guards=() if job.conditional is None else (job.conditional,),
        blocked_by=tuple(names.state(each) for each in earlier),
        reveal=True,
    )


def workspace(job: Job, *, first: bool) -> str:
    """Return the job's workspace: the clone for the first job of a chain, a directory of its own for others."""
    return names.WORKSPACE if first else f"{names.folder(job)}/workspace"


def environment(job: Job, step: Step, place_of: Frame) -> dict[str, Any]:
    """Return the variables of a step that Woodpecker sets."""
    services = {name: text for service in job.services for name, text in names.service_variables(service).items()}
    values: Mapping[str, str | Secret]
    if place_of.values == "native":
        values = dict(native_values(job, step))
    else:
        own = {secret for _, secret in secret_values(job._replace(steps=(step,)))}
        values = {name: secret for name, secret in secret_values(job) if secret in own}
    return services | {name: _value(value) for name, value in values.items()}


def described(job: Job, step: Step, place_of: Frame) -> str:
    """Return a step's description, and what Woodpecker says otherwise than the language: the system and `HOME`."""
    own = {"HOME": '"$pipec_workspace"', "CI_WORKFLOW_NAME": quote(job.id), "CI_STEP_NAME": quote(step.name)}
    given = {variable.name for variable in step.environment}
    lines = (f"{name}={word}\nexport {name}\n" for name, word in own.items() if name not in given)
    return f"{description(job, step, place_of)}{''.join(lines)}. {names.SYSTEM}\n"


def image_of(step: Step, profile: Profile) -> str:
    """Return the image of a step, from the site's mirror where it has one."""
    if step.action is not None or step.image is None:
        return own_image(profile)
    return image_reference(step.image, profile)


def _value(value: str | Secret) -> str | dict[str, str]:
    return value if isinstance(value, str) else {"from_secret": value.name}


def _preparation(plan: Plan, jobs: list[Job], profile: Profile) -> Traced:
    first = jobs[0]
    folders = " ".join(names.folder(job) for job in jobs)
    commands = [f"umask 0 && rm -rf {folders} && mkdir -p {folders}", place(names.PROGRAM, PROGRAM)]
    commands.append(place(names.SYSTEM, SYSTEM))
    commands += check_parameters(plan)
    for job in jobs[1:]:
        own = workspace(job, first=False)
        commands.append(f"cp -a . {own}" if job.checkout is not None else f"mkdir -p {own}")
    image = image_of(first.steps[0], profile)
    return Traced(first.origin, {"name": names.PREPARE, "image": image, "commands": commands})


def _step(plan: Plan, jobs: list[Job], step: Step, profile: Profile, *, shared: bool) -> Iterator[Traced]:
    job = jobs[-1]
    place_of = frame(plan, job, step, jobs[:-1])
    name = _name(job, step, shared=shared)
    image = image_of(step, profile)
    texts = {
        names.script(job, step.id): script_text(step),
        names.description(job, step.id): described(job, step, place_of),
    }
    writing = [place(path, text) for path, text in texts.items()]
    if not fits(writing):
        chunks = [command for path, text in texts.items() for command in place_in_chunks(path, text)]
        for number, command in enumerate(chunks, 1):
            data = {"name": f"{name}.part-{number}", "image": image, **_when(step), "commands": [command]}
            yield Traced(step.origin, data)
        writing = []
    running = f"/bin/sh {names.PROGRAM} run {names.description(job, step.id)} </dev/null"
    data = {"name": name, "image": image}
    if step.continue_on_failure:
        data["failure"] = "ignore"
    data |= _when(step)
    if values := environment(job, step, place_of):
        data["environment"] = values
    yield Traced(step.origin, data | {"commands": [*writing, running]}, {"commands": step.script_origin})


def _name(job: Job, step: Step, *, shared: bool) -> str:
    """Return the step's name, which is its host name too and must not be a service's."""
    if shared:
        return f"{job.id}.{step.id}"
    return f"{step.id}.step" if any(service.name == step.id for service in job.services) else step.id


def _when(step: Step) -> dict[str, Any]:
    """Return the filter of a step that may run after a failure; the step program decides whether it does."""
    return {"when": [{"status": ["success", "failure"]}]} if survives_failure(step.conditional) else {}
