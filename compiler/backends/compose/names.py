"""Names of files, projects, services, volumes and variables, each decided in one place."""

from typing import Final

from ...ir.job import Job, Step
from ...ir.plan import Plan
from ...ir.release import Environment
from ..slots import Colour

JOBS_FILE: Final = "compose.jobs.yaml"
SCRIPTS: Final = "jobs"
"""The folder beside `compose.jobs.yaml` with the programs of its services."""

RUN: Final = "pipec-run"
RESULT: Final = "pipec-result"
RUN_VOLUME: Final = "pipec.run"
"""The volume of what all jobs share; no job's id has a point in it."""


def jobs_project(plan: Plan) -> str:
    """Return the project of the jobs; its underscore keeps it apart from every environment's."""
    return f"{plan.name}_jobs"


def project(plan: Plan, environment: Environment) -> str:
    """Return the project of an environment. Compose allows lower case only."""
    return f"{plan.name}-{environment.name}".lower()


def colour_project(plan: Plan, environment: Environment, component: str, colour: Colour) -> str:
    """Return the project of one colour of a component."""
    return f"{project(plan, environment)}-{component}-{colour}".lower()


def network(plan: Plan, environment: Environment) -> str:
    """Return the engine's name of the network that all components of an environment share."""
    return project(plan, environment)


def volume(plan: Plan, environment: Environment, name: str) -> str:
    """Return the engine's name of a component's volume, the same in the lock and in both colours."""
    return f"{project(plan, environment)}-{name}"


def begin_service(job: Job) -> str:
    """Return the service that decides whether the job starts, and fills its workspace."""
    return f"{job.id}.begin"


def end_service(job: str) -> str:
    """Return the service that keeps a job's artifacts and records its ending."""
    return f"{job}.end"


def step_service(job: Job, step: Step) -> str:
    """Return a step's service; the names of steps and helpers never meet."""
    return f"{job.id}.step.{step.id}"


def job_volume(job: str) -> str:
    """Return the volume of a job; the prefix keeps one-letter jobs from reading as drives of Windows."""
    return f"job.{job}"


def sidecar_service(job: Job, name: str) -> str:
    """Return the service of one of the job's own services."""
    return f"{job.id}.service.{name}"


def secret_variable(name: str) -> str:
    """Return the variable that supplies a job's secret: its name, where `-` becomes `_`."""
    return name.replace("-", "_")


def parameter_variable(name: str) -> str:
    """Return the variable that supplies a run-time parameter: `PIPEC_PARAM_` and its name, where `-` becomes `_`."""
    return f"PIPEC_PARAM_{name.replace('-', '_')}"
