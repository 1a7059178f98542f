"""What a container is allowed and given, as the engine's API wants it. Touches no engine."""

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from compiler.ir.job import Job

from ..base import Command, JobSpace
from .engine import Facts

JOB = "/pipec/job"
WORKSPACE = f"{JOB}/workspace"
PRIVATE = f"{JOB}/private"

PIDS = 4096
"""Processes and threads of a container: a build has hundreds, a fork bomb has more."""
LEAST_MEMORY = 6 << 20
"""Engines take no smaller limit."""
_SERVICE_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"]
"""What the entry points of databases need to own their data and to become their own user. Steps get none."""


class Spec(NamedTuple):
    """A container to be created: the arguments of `create_container`, and those of its host configuration."""

    name: str
    config: dict[str, Any]
    host: dict[str, Any]
    networks: Mapping[str, list[str]] = {}
    """Aliases by network."""


def mounts(space: JobSpace) -> list[dict[str, Any]]:
    """Return the bind mounts of a job's space. A source that is missing is an error, other than with `binds`."""
    pairs = ((space.workspace, WORKSPACE), (space.private, PRIVATE))
    return [{"Type": "bind", "Source": str(source), "Target": target} for source, target in pairs]


def limits(job: Job, facts: Facts) -> dict[str, Any]:
    """Return a job's limits; more CPUs than there are are all that there are. Swap would be memory by another name."""
    found: dict[str, Any] = {"pids_limit": PIDS}
    if job.resources.cpu is not None:
        found["nano_cpus"] = max(10, min(job.resources.cpu, facts.cpus * 1000)) * 1_000_000
    if job.resources.memory is not None:
        memory = max(job.resources.memory, LEAST_MEMORY)
        found |= {"mem_limit": memory, "memswap_limit": memory}
    return found


def unprivileged() -> dict[str, Any]:
    """Return what every container lacks. The engine keeps no output: it would be on its disk with secrets in it."""
    return {
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges"],
        "privileged": False,
        "init": True,
        "log_config": {"Type": "none", "Config": {}},
        "restart_policy": {"Name": "no"},
    }


def step_host(job: Job, space: JobSpace, facts: Facts, network: str) -> dict[str, Any]:
    """Return the host configuration of a step."""
    return unprivileged() | limits(job, facts) | {"mounts": mounts(space), "network_mode": network}


def step_config(command: Command, image: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a step's own configuration. Its program replaces the image's; its environment is added to the image's."""
    return {
        "image": image,
        "entrypoint": list(command.argv[:1]),
        "command": list(command.argv[1:]),
        "environment": {"HOME": WORKSPACE} | dict(command.environment),
        "working_dir": command.directory,
        "labels": dict(labels),
        "use_config_proxy": False,
    }


def service_host(network: str) -> dict[str, Any]:
    """Return the host configuration of a service; it has its own limits, none but those of processes."""
    return unprivileged() | {"cap_add": _SERVICE_CAPABILITIES, "pids_limit": PIDS, "network_mode": network}


def service_config(image: str, environment: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a service's own configuration: the image's program with the service's variables."""
    return {"image": image, "environment": dict(environment), "labels": dict(labels), "use_config_proxy": False}


def owns_what_it_writes(facts: Facts, user: str) -> bool:
    """Tell whether a container with this user (the image's) is, on this machine, the user that we are."""
    is_root = user.partition(":")[0] in {"", "0", "root"}
    return is_root and (facts.rootless or (os.getuid() == 0 and not facts.remapped))
