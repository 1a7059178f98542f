"""Names and paths in Nomad: jobs, services, variables, and places inside an allocation.

A job's id has underscores between its three parts. A dot would read better, but Nomad lets a job read the variable
`nomad/jobs/ID` without any policy, and its variables' paths know letters, digits, `-`, `_`, `~` and `/` alone. The
pipeline's own name has no underscore, so the first two split an id unambiguously.
"""

import re
from typing import Final

from ...ir.run_values import mark, meta_key

ALLOCATION_DATA: Final = "$NOMAD_ALLOC_DIR/data"
WORKSPACE: Final = f"{ALLOCATION_DATA}/workspace"
STATE: Final = f"{ALLOCATION_DATA}/pipec"
PROGRAM_PATH: Final = "local/pipec/program.sh"
START_PATH: Final = "local/pipec/start.sh"
ENVIRONMENT_PATH: Final = "secrets/pipec.env"
LEASED_PATH: Final = "secrets/pipec.leased.env"
"""Variables with secrets that may expire; no secret's own file has a point in its name."""

LONGEST_PATH: Final = 128
"""Characters of the longest path of a Nomad variable."""

_NO_LABEL: Final = re.compile(r"[^A-Za-z0-9_]")
_NO_SERVICE: Final = re.compile(r"[^A-Za-z0-9-]")
_SERVICE: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def job_id(pipeline: str, instance: str) -> str:
    """Return the id of the job that runs an instance of a pipeline's job."""
    return f"{pipeline}_job_{instance}"


def component_id(pipeline: str, component: str) -> str:
    """Return the id of the job that keeps a component running."""
    return f"{pipeline}_component_{component}"


def variable_path(identifier: str) -> str:
    """Return the path of the variable that the job with this id may read without a policy."""
    return f"nomad/jobs/{identifier}"


def service_name(pipeline: str, component: str) -> str:
    """Return the name of a component's service: at most 63 letters, digits and dashes (RFC 1123)."""
    name = f"{pipeline}-{component}"
    if _SERVICE.fullmatch(name):
        return name
    return f"{_NO_SERVICE.sub('-', name)[:56].rstrip('-')}-{mark(name)}"


def port_label(prefix: str, name: str) -> str:
    """Return a port's label, which is also the end of a variable's name: letters, digits and underscores."""
    label = _NO_LABEL.sub("_", name)
    return f"{prefix}_{label}" if label == name else f"{prefix}_{label}_{mark(name)}"


def meta_variable(path: str) -> str:
    """Return the variable in which a task finds a run's value."""
    return f"NOMAD_META_{meta_key(path)}"
