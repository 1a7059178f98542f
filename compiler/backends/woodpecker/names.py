"""Where things stand in the volume that all steps of a workflow share, and what they are called."""

from ...ir.job import Job, Service

FOLDER = "/woodpecker/pipec"
PROGRAM = f"{FOLDER}/program"
SYSTEM = f"{FOLDER}/system"
WORKSPACE = "$CI_WORKSPACE"
PREPARE = "pipec-prepare"
SERVICES = "pipec-services"


def workflow_file(identifier: str) -> str:
    """Return the file of a workflow, relative to the target's folder; Woodpecker names the workflow after it."""
    return f".woodpecker/{identifier}.yaml"


def folder(job: Job) -> str:
    """Return the folder that holds a job's state, scripts and, in a chain, workspace."""
    return f"{FOLDER}/{job.id}"


def state(job: Job) -> str:
    """Return the job's state directory."""
    return f"{folder(job)}/state"


def script(job: Job, step: str) -> str:
    """Return the file of a step's script."""
    return f"{folder(job)}/{step}.script"


def description(job: Job, step: str) -> str:
    """Return the file of a step's description."""
    return f"{folder(job)}/{step}.step"


def kept(job: Job, artifact: str) -> str:
    """Return the folder in which an artifact waits for a later job of the chain."""
    return f"{folder(job)}/{artifact}.kept"


def parameter_variable(name: str) -> str:
    """Return the variable of a manual run that holds a parameter."""
    return f"PIPEC_PARAM_{name.replace('-', '_')}"


def service_variables(service: Service) -> dict[str, str]:
    """Return the variables that tell steps where a service is."""
    prefix = f"PIPEC_SERVICE_{service.name.upper().replace('-', '_')}"
    port = {f"{prefix}_PORT": str(service.ports[0])} if service.ports else {}
    return {f"{prefix}_HOST": service.name, **port}
