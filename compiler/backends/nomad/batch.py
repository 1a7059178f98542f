"""Jobs of the pipeline as parameterized `batch` jobs, one dispatch for each attempt of each run.

Consecutive steps of one image are one task. Nomad starts all tasks of a group together, so a further task waits for
the marker of the step before it, in the allocation's shared directory, where the workspace is too. Nomad neither
restarts nor replaces anything: retries are the runtime's. A failed step does not fail its task, because Nomad would
kill the others, which may hold steps that run after a failure; the last task ends with the job's exit code.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final, NamedTuple

from ...ir.digest import plan_digest
from ...ir.job import Job, Step
from ...ir.plan import Plan
from ...ir.values import Image, Resources
from ..profile import Profile
from ..registries import image_reference
from ..shim import PROGRAM, Frame, script_text, secret_values
from ..traced import Traced, TracedList
from .checkout import checkout_artifact, input_artifacts, source_meta
from .names import (
    ENVIRONMENT_PATH,
    PROGRAM_PATH,
    START_PATH,
    STATE,
    WORKSPACE,
    job_id,
    meta_variable,
)
from .network import job_network, service_addresses
from .reserve import NANOSECONDS, mebibytes, reservation
from .service import location
from .sidecar import sidecar_tasks, waiting_task
from .start import start_script
from .templates import EnvironmentTexts, Value, environment, file, variable
from .values import RUN_VARIABLES, described, job_secret, optional_meta, required_meta, run_sources
from .versions import knows

_KILL_TIMEOUT: Final = 15
_GRACE: Final = 120
"""Seconds beyond the job's timeout after which Nomad itself ends the allocation: images and downloads count too."""

_NEVER: Final = 365 * 24 * 3600
"""Seconds: longer than anybody waits for a node that is gone."""

_LOG_FILES: Final = 2
_LOG_SIZE: Final = 10
_DISK: Final = 300


class StepTask(NamedTuple):
    """Consecutive steps of one image; None is the host."""

    image: Image | None
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        """The task's name, from its first step."""
        return f"step-{self.steps[0].id}"


def step_tasks(job: Job, profile: Profile) -> tuple[StepTask, ...]:
    """Return a job's steps as tasks. An action runs in the profile's `pipec_image`."""

    def image(step: Step) -> Image | None:
        return Image(profile.pipec_image, origin=step.origin) if step.action else step.image

    def key(step: Step) -> str:
        found = image(step)
        return found.pinned if found else ""

    grouped = [tuple(steps) for _, steps in groupby(job.steps, key)]
    return tuple(StepTask(image(steps[0]), steps) for steps in grouped)


class BatchJobs:
    """The batch jobs of one plan; what they have in common is made once."""

    def __init__(self, plan: Plan, profile: Profile) -> None:
        self.plan = plan
        self.profile = profile
        self.digest = plan_digest(plan)
        self.required = required_meta(plan)
        self.program = file((PROGRAM,), PROGRAM_PATH)
        self.run_values: list[tuple[str, Value]] = [(name, (variable(meta_variable(name)),)) for name in RUN_VARIABLES]
        self.run_texts = environment(self.run_values, ENVIRONMENT_PATH, "noop")

    def job(self, job: Job) -> dict[str, Any]:
        """Return the job of an instance, as the API takes it."""
        identifier = job_id(self.plan.name, job.id)
        required = [*self.required, *source_meta(job, self.profile)]
        optional = [key for key in optional_meta(self.plan, job) if key not in required]
        data = {
            "ID": identifier,
            "Name": identifier,
            "Type": "batch",
            **location(self.profile, None),
            "Constraints": constraints(job, self.profile),
            "Meta": {
                "pipec_plan": self.digest,
                "pipec_job": job.id,
                "pipec_depends_on": " ".join(dependency.job for dependency in job.depends_on),
            },
            "ParameterizedJob": {"Payload": "forbidden", "MetaRequired": required, "MetaOptional": optional},
            "TaskGroups": [self._group(job)],
        }
        return {"Job": Traced(job.origin, {name: value for name, value in data.items() if value})}

    def _group(self, job: Job) -> dict[str, Any]:
        disk = mebibytes(job.resources.disk) if job.resources.disk else _DISK
        group: dict[str, Any] = {
            "Name": "job",
            "Count": 1,
            "RestartPolicy": {"Attempts": 0, "Mode": "fail"},
            "ReschedulePolicy": {"Attempts": 0, "Unlimited": False},
            **self._loss(),
            "EphemeralDisk": {"SizeMB": max(disk, _LOG_FILES * _LOG_SIZE * 2 + 10)},
        }
        if knows(self.profile, "MaxRunDuration"):
            group["MaxRunDuration"] = (job.timeout + _GRACE) * NANOSECONDS
        if networks := job_network(job):
            group["Networks"] = networks
        group["Tasks"] = TracedList(self._tasks(job))
        return group

    def _loss(self) -> dict[str, Any]:
        if knows(self.profile, "Disconnect"):
            # Without a time Nomad takes what is lost for lost at once, and then does replace it.
            return {"Disconnect": {"LostAfter": _NEVER * NANOSECONDS, "Replace": False, "Reconcile": "keep_original"}}
        return {"PreventRescheduleOnLost": True} if knows(self.profile, "PreventRescheduleOnLost") else {}

    def _tasks(self, job: Job) -> Iterable[tuple[dict[str, Any], Any]]:
        for service, sidecar in zip(job.services, sidecar_tasks(self.plan, job, self.profile), strict=True):
            yield sidecar, service.origin
        waiting = waiting_task(job, self.profile)
        if waiting is not None:
            yield waiting, job.origin
        tasks = step_tasks(job, self.profile)
        for index, task in enumerate(tasks):
            yield self._task(job, tasks, index), task.steps[0].origin

    def _task(self, job: Job, tasks: tuple[StepTask, ...], index: int) -> dict[str, Any]:
        task = tasks[index]
        data: dict[str, Any] = {"Name": task.name, **driver(task.image, job, self.profile)}
        texts = self._environment(job)
        data["Env"] = {
            "HOME": braced(WORKSPACE),
            "CI": "pipec",
            "CI_WORKFLOW_NAME": job.id,
            "CI_WORKSPACE": braced(WORKSPACE),
            **service_addresses(job),
            **texts.env,
        }
        if index == 0 and (artifacts := [*checkout_artifact(job, self.profile), *input_artifacts(job)]):
            data["Artifacts"] = artifacts
        waits = tasks[index - 1].steps[-1].id if index else ""
        data["Templates"] = TracedList(
            [
                *((template, job.origin) for template in texts.templates),
                (self.program, job.origin),
                (self._start(job, tasks, index), job.origin),
                *self._files(job, task, waits),
            ]
        )
        data["KillTimeout"] = _KILL_TIMEOUT * NANOSECONDS
        data["LogConfig"] = {"MaxFiles": _LOG_FILES, "MaxFileSizeMB": _LOG_SIZE}
        data["Resources"] = reservation(job.resources, self.profile)
        return Traced(task.steps[0].origin, data)

    def _environment(self, job: Job) -> EnvironmentTexts:
        secrets: list[tuple[str, Value]] = [
            (name, (job_secret(self.plan, job, secret.name),)) for name, secret in secret_values(job)
        ]
        return environment([*self.run_values, *secrets], ENVIRONMENT_PATH, "noop") if secrets else self.run_texts

    def _start(self, job: Job, tasks: tuple[StepTask, ...], index: int) -> dict[str, Any]:
        steps = [step.id for step in job.steps] if index == len(tasks) - 1 else []
        own = [step.id for step in tasks[index].steps]
        contained = tasks[index].image is not None
        text = start_script(job, own, steps, first=index == 0, contained=contained)
        return file((text,), START_PATH)

    def _files(self, job: Job, task: StepTask, waits: str) -> Iterable[tuple[dict[str, Any], Any]]:
        sources = run_sources(self.plan, job)
        for position, step in enumerate(task.steps):
            frame = Frame(
                STATE,
                WORKSPACE,
                f"$NOMAD_TASK_DIR/pipec/{step.id}.script",
                wait_for=(waits,) if waits and position == 0 else (),
                propagate=False,
                values="exported",
                sources=sources,
                marks=True,
            )
            yield file((described(job, step, frame),), step_path(step.id)), step.origin
            yield file((script_text(step),), f"local/pipec/{step.id}.script"), step.script_origin


def step_path(step: str) -> str:
    """Return where a step's description is rendered."""
    return f"local/pipec/{step}.step"


def constraints(job: Job, profile: Profile) -> list[dict[str, str]]:
    """Return the labels that a node's meta must have: the profile's, and the job's over them."""
    labels = dict(profile.labels) | dict(job.labels)
    return [{"LTarget": f"${{meta.{key}}}", "RTarget": value, "Operand": "="} for key, value in labels.items()]


def driver(image: Image | None, job: Job, profile: Profile) -> dict[str, Any]:
    """Return a task's driver and its `config`. Nomad fills in the task's directory."""
    program = braced("$NOMAD_TASK_DIR/pipec/start.sh")
    if image is None:
        return {"Driver": host_driver(profile), "Config": {"command": "/bin/sh", "args": [program]}}
    config: dict[str, Any] = {
        "image": image_reference(image, profile),
        "entrypoint": ["/bin/sh"],
        "args": [program],
        **container_limits(job.resources, job.network),
    }
    return {"Driver": "docker", "Config": Traced(image.origin, config)}


def container_limits(resources: Resources, network: str) -> dict[str, Any]:
    """Return what else a job's container gets: hard limits, the network, no new privileges."""
    config: dict[str, Any] = {}
    if network != "default":
        config["network_mode"] = network
    if resources.cpu:
        config["cpu_hard_limit"] = True
    return config | {"security_opt": ["no-new-privileges"]}


def host_driver(profile: Profile) -> str:
    """Return the driver of steps without an image: `exec`, or `raw_exec` where the profile says so."""
    return profile.option("host_driver", "exec")


def braced(text: str) -> str:
    """Write `$NAME/rest` as Nomad interpolates it: `${NAME}/rest`."""
    name, slash, rest = text.partition("/")
    return f"${{{name.removeprefix('$')}}}{slash}{rest}"
