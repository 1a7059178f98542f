"""What engines answer when something does not work, as faults that say what to do."""

from ...errors import ExecutorError
from ...records import FailureClass

UNANSWERED = "see whether the engine runs (`docker info`, `podman info`) and whether you may use its socket"

_KNOWN: tuple[tuple[str, FailureClass, str], ...] = (
    ("no space left on device", "resource", "free space on the engine's disk, for example with `docker system prune`"),
    (
        "non-overlapping ipv4",
        "resource",
        "the engine has no subnet left: run fewer jobs at once, or give it more `default-address-pools`",
    ),
    ("device or resource busy", "infrastructure", ""),
    ("deadline exceeded", "infrastructure", ""),
    (
        "bind source path does not exist",
        "configuration",
        "use an engine that sees this machine's files, or a state directory that both see (`--state-dir`)",
    ),
    (
        "mounts denied",
        "configuration",
        "share the state directory with the engine's machine, or choose one that is shared (`--state-dir`)",
    ),
)
"""Parts of an engine's messages in lower case, the class of the failure, and what to do."""


def is_gone(error: Exception) -> bool:
    """Tell whether the engine did not answer at all."""
    from docker.errors import APIError
    from urllib3.exceptions import HTTPError

    if isinstance(error, (APIError, ValueError)):  # an answer, or one that is not understood
        return False
    return isinstance(error, (HTTPError, OSError, EOFError))  # those of requests are OSErrors


def is_of_engine(error: Exception) -> bool:
    """Tell whether an error is the engine's or the way's to it, and not a mistake of ours."""
    from docker.errors import DockerException

    return isinstance(error, DockerException) or is_gone(error)


def is_missing(error: Exception) -> bool:
    """Tell whether what was asked for does not exist."""
    from docker.errors import NotFound

    return isinstance(error, NotFound)


def explanation(error: Exception) -> str:
    """Return what the engine says, on one line."""
    text = getattr(error, "explanation", None) or str(error)
    return " ".join(str(text).split())


def fault(error: Exception, address: str, what: str, otherwise: FailureClass = "infrastructure") -> ExecutorError:
    """Return the fault for an error of the engine while it was to do `what`; `otherwise` is the class by default."""
    if is_gone(error):
        return ExecutorError(f"the container engine at {address} does not answer ({what})", UNANSWERED)
    said = explanation(error)
    for part, failure_class, advice in _KNOWN:
        if part in said.lower():
            return ExecutorError(f"{what}: {said}", advice, failure_class=failure_class)
    return ExecutorError(f"{what}: {said}", failure_class=otherwise)
