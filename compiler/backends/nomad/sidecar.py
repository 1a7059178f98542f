"""Services of a job as sidecars that start before its steps, and the task that waits until they are healthy.

A sidecar counts as started when its process runs. So a task before the steps, in the profile's `pipec_image`, asks
each service with a check until it is healthy; Nomad starts the steps when that task has ended.
"""

from json import dumps
from typing import Any, Final

from ...ir.job import Job, Service
from ...ir.plan import Plan
from ...ir.values import HealthCheck, Resources
from ..profile import Profile
from ..registries import image_reference, own_image
from ..traced import Traced
from .names import ENVIRONMENT_PATH
from .network import service_ports, sidecar_label
from .reserve import NANOSECONDS, reservation
from .templates import environment, file
from .values import sidecar_value

_WAITING: Final = '''\
"""Waits until every service of the job is healthy; gives up where one stays unhealthy."""

import http.client
import json
import os
import socket
import sys
import time


def healthy(check):
    host = os.environ["NOMAD_IP_" + check["label"]]
    port = int(os.environ["NOMAD_HOST_PORT_" + check["label"]])
    try:
        if check["type"] == "tcp":
            socket.create_connection((host, port), check["timeout"]).close()
            return True
        connection = http.client.HTTPConnection(host, port, timeout=check["timeout"])
        connection.request("GET", check["path"])
        response = connection.getresponse()
        body = response.read().decode(errors="replace")
        return response.status == check["status"] and (check["body"] is None or check["body"] in body)
    except (OSError, http.client.HTTPException):
        return False


def wait(check):
    begin = time.monotonic()
    passed = failed = 0
    while passed < check["passes"]:
        if healthy(check):
            passed += 1
        else:
            passed = 0
            failed += time.monotonic() - begin >= check["start_period"]
            if failed >= check["retries"]:
                sys.exit("pipec: service " + check["name"] + " is not healthy")
        if passed < check["passes"]:
            time.sleep(check["interval"])


for each in json.loads(os.environ["PIPEC_CHECKS"]):
    wait(each)
'''


def sidecar_tasks(plan: Plan, job: Job, profile: Profile) -> list[dict[str, Any]]:
    """Return a task for each service of a job."""
    return [_sidecar(plan, job, service, profile) for service in job.services]


def sidecar_name(service: Service) -> str:
    """Return the name of a service's task."""
    return f"service-{service.name}"


def _sidecar(plan: Plan, job: Job, service: Service, profile: Profile) -> dict[str, Any]:
    config: dict[str, Any] = {"image": image_reference(service.image, profile)}
    if labels := [sidecar_label(service, port) for port in service_ports(service)]:
        config["ports"] = labels
    config["security_opt"] = ["no-new-privileges"]
    values = [(each.name, sidecar_value(plan, job, each.value)) for each in service.environment]
    texts = environment(values, ENVIRONMENT_PATH, "noop")
    task: dict[str, Any] = {
        "Name": sidecar_name(service),
        "Driver": "docker",
        "Lifecycle": {"Hook": "prestart", "Sidecar": True},
        "Config": Traced(service.image.origin, config),
        "LogConfig": {"MaxFiles": 2, "MaxFileSizeMB": 10},
        "Resources": reservation(Resources(), profile),
    }
    if texts.env:
        task["Env"] = texts.env
    if texts.templates:
        task["Templates"] = texts.templates
    return Traced(service.origin, task)


def waiting_task(job: Job, profile: Profile) -> dict[str, Any] | None:
    """Return the task that waits for the services' health; None where none has a check."""
    checks = [
        _check(service, service.health_check)
        for service in job.services
        if service.health_check is not None and is_asked(service.health_check, profile)
    ]
    if not checks:
        return None
    texts = environment([("PIPEC_CHECKS", (dumps(checks, ensure_ascii=False),))], ENVIRONMENT_PATH, "noop")
    return {
        "Name": "services-healthy",
        "Driver": "docker",
        "Lifecycle": {"Hook": "prestart", "Sidecar": False},
        "Config": {
            "image": own_image(profile),
            "entrypoint": ["python3"],
            "args": ["${NOMAD_TASK_DIR}/pipec/healthy.py"],
            "security_opt": ["no-new-privileges"],
        },
        "Templates": [*texts.templates, file((_WAITING,), "local/pipec/healthy.py")],
        "KillTimeout": 5 * NANOSECONDS,
        "LogConfig": {"MaxFiles": 2, "MaxFileSizeMB": 10},
        "Resources": {"CPU": 100, "MemoryMB": 64},
    }


def is_asked(check: HealthCheck, profile: Profile) -> bool:
    """Tell whether a service's health can be asked: from outside, in the image that holds `pipec`."""
    return check.type != "command" and check.port is not None and bool(profile.pipec_image)


def _check(service: Service, check: HealthCheck) -> dict[str, Any]:
    return {
        "name": service.name,
        "label": sidecar_label(service, check.port or 0),
        "type": check.type,
        "path": check.path,
        "status": check.expected_status,
        "body": check.expected_body,
        "timeout": check.timeout,
        "interval": max(check.interval, 1),
        "retries": max(check.retries, 1),
        "passes": check.success_threshold,
        "start_period": check.start_period,
    }
