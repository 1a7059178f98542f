"""Errors that are the world's or the user's, never a bug: each says what is wrong and what to do about it."""

from .records import FailureClass


class RuntimeFault(Exception):  # noqa: N818 - a fault of the world; an Error would be of the program
    """Something that the runtime needs does not work; `str()` is one sentence for people, `help` what they can do."""

    def __init__(self, message: str, help: str = "", *, failure_class: FailureClass = "infrastructure") -> None:
        super().__init__(message)
        self.help = help
        self.failure_class = failure_class


def fault_of_system(error: OSError) -> RuntimeFault:
    """Return the fault that an error of the system is, met while something for a job was written, read or made."""
    import errno

    scarce = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
    where = f"{error.filename}: " if isinstance(error.filename, str) else ""
    remedies = {
        errno.ENOSPC: "make room on its file system, or let `pipec clean` and `pipec artifact gc` do so",
        errno.EMFILE: "run fewer jobs at once (`--jobs`), or raise the limit (`ulimit -n`)",
    }
    return RuntimeFault(
        f"{where}{error.strerror or error}",
        remedies.get(error.errno or 0, ""),
        failure_class="resource" if scarce else "infrastructure",
    )


class StateError(RuntimeFault):
    """The state directory or its database cannot be used."""


class ExecutorError(RuntimeFault):
    """An executor cannot do what is asked; `failure_class` says whether trying again may help."""


class ArtifactError(RuntimeFault):
    """An artifact cannot be kept, found, verified or placed."""


class LogError(RuntimeFault):
    """What a step wrote cannot be kept or read back."""


class SecretError(RuntimeFault):
    """A secret is missing, too short, or its source does not answer. Never holds a value."""


class BundleFault(RuntimeFault):
    """A bundle is torn, tampered with, or of a version that this pipec does not read."""
