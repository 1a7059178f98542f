"""A batch job read again and compared with the plan's job."""

from collections.abc import Iterator
from typing import Any

from ...ir.job import Job
from ...ir.plan import Plan
from ...ir.run_values import RUN, input_keys, meta_key
from ..profile import Profile
from ..registries import image_reference
from ..shim import PROGRAM, Frame, script_text, secret_values
from .batch import StepTask, host_driver, step_path, step_tasks
from .decode import file_value, variables
from .names import ENVIRONMENT_PATH, PROGRAM_PATH, START_PATH, STATE, WORKSPACE, job_id
from .reserve import reservation
from .sidecar import sidecar_name
from .values import RUN_VARIABLES, described, run_sources


def compare_job(plan: Plan, job: Job, profile: Profile, data: dict[str, Any]) -> Iterator[str]:
    """Yield what differs between a job of the plan and its file."""
    found = data["Job"]
    if found["ID"] != job_id(plan.name, job.id) or found["Type"] != "batch":
        yield f"is not the batch job of `{job.id}`"
    edges = found["Meta"]["pipec_depends_on"].split(" ") if found["Meta"]["pipec_depends_on"] else []
    if edges != [dependency.job for dependency in job.depends_on]:
        yield "has other dependencies than the plan"
    yield from _meta(plan, job, found)
    labels = {each["LTarget"]: each["RTarget"] for each in found.get("Constraints", [])}
    if any(labels.get(f"${{meta.{key}}}") != value for key, value in job.labels):
        yield "lacks a label of the plan"
    group = found["TaskGroups"][0]
    if group["RestartPolicy"]["Attempts"] or group["ReschedulePolicy"]["Attempts"]:
        yield "would be retried by Nomad"
    tasks = {task["Name"]: task for task in group["Tasks"]}
    yield from _services(job, profile, tasks)
    yield from _steps(plan, job, profile, tasks)


def _meta(plan: Plan, job: Job, found: dict[str, Any]) -> Iterator[str]:
    declared = found["ParameterizedJob"]
    keys = {*declared["MetaRequired"], *declared["MetaOptional"]}
    wanted = {RUN, *RUN_VARIABLES, *(meta_key(f"params.{each.name}") for each in plan.params)}
    wanted |= {key for index in range(len(job.inputs)) for key in input_keys(index)}
    if missing := sorted(wanted - keys):
        yield f"does not take the run-time value `{missing[0]}`"


def _services(job: Job, profile: Profile, tasks: dict[str, Any]) -> Iterator[str]:
    for service in job.services:
        task = tasks.get(sidecar_name(service))
        if task is None:
            yield f"has no task for service `{service.name}`"
        elif task["Config"]["image"] != image_reference(service.image, profile):
            yield f"has another image for service `{service.name}`"


def _steps(plan: Plan, job: Job, profile: Profile, tasks: dict[str, Any]) -> Iterator[str]:
    ran: list[str] = []
    for task in step_tasks(job, profile):
        data = tasks.get(task.name)
        if data is None:
            yield f"has no task `{task.name}`"
            continue
        templates = {template["DestPath"]: template for template in data["Templates"]}
        start = _text(templates.get(START_PATH))
        ran += [word.rpartition("/")[2].removesuffix('.step"') for word in start.split() if word.endswith('.step"')]
        yield from _task(job, profile, task, data)
        if _text(templates.get(PROGRAM_PATH)) != PROGRAM:
            yield f"has another program in task `{task.name}`"
        yield from _files(plan, job, task, templates)
        yield from _environment(job, task, templates)
    if ran != [step.id for step in job.steps]:
        yield "runs other steps than the plan, or in another order"


def _task(job: Job, profile: Profile, task: StepTask, data: dict[str, Any]) -> Iterator[str]:
    driver = host_driver(profile) if task.image is None else "docker"
    if data["Driver"] != driver:
        yield f"has another driver in task `{task.name}`"
    if task.image is not None and data["Config"]["image"] != image_reference(task.image, profile):
        yield f"has another image in task `{task.name}`"
    if data["Resources"] != reservation(job.resources, profile):
        yield f"has other limits in task `{task.name}`"


def _files(plan: Plan, job: Job, task: StepTask, templates: dict[str, Any]) -> Iterator[str]:
    order = [step.id for step in job.steps]
    sources = run_sources(plan, job)
    for position, step in enumerate(task.steps):
        before = order[: order.index(step.id)][-1:] if position == 0 else []
        path = f"$NOMAD_TASK_DIR/pipec/{step.id}.script"
        frame = Frame(
            STATE, WORKSPACE, path, tuple(before), propagate=False, values="exported", sources=sources, marks=True
        )
        if _text(templates.get(step_path(step.id))) != described(job, step, frame):
            yield f"describes step `{step.id}` otherwise than the plan"
        if _text(templates.get(f"local/pipec/{step.id}.script")) != script_text(step):
            yield f"has another script in step `{step.id}`"


def _environment(job: Job, task: StepTask, templates: dict[str, Any]) -> Iterator[str]:
    template = templates.get(ENVIRONMENT_PATH)
    found = variables(template) if template else {}
    for name in (*RUN_VARIABLES, *(name for name, _ in secret_values(job))):
        if name not in found:
            yield f"does not give `{name}` to task `{task.name}`"


def _text(template: dict[str, Any] | None) -> str:
    """Return a file's content, the empty text for one that is not there; what is computed shows as an action."""
    pieces = file_value(template) if template else ()
    return "".join(piece if isinstance(piece, str) else f"<{piece.raw}>" for piece in pieces)
