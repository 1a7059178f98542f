"""Where the engine is: `DOCKER_HOST`, the chosen context, Docker's socket, Podman's."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import ExecutorError

_DOCKER = Path("/var/run/docker.sock")
_PODMAN = Path("/run/podman/podman.sock")
_START = "start Docker, or Podman's service (`systemctl --user start podman.socket`), or set DOCKER_HOST"


class Address(NamedTuple):
    """Where an engine is. `tls` is the SDK's configuration or None."""

    url: str
    tls: Any = None

    @property
    def is_local(self) -> bool:
        """Whether it is reached by a socket of this machine."""
        return self.url.startswith(("unix://", "http+unix://"))


def find_address() -> Address:
    """Return the engine's address, in the order in which the command line of Docker looks, Podman's last."""
    from docker.errors import DockerException
    from docker.utils import kwargs_from_env

    try:
        if os.environ.get("DOCKER_HOST"):
            given = kwargs_from_env()
            return _usable(Address(given["base_url"], given.get("tls")))
        return _usable(_of_context() or _of_sockets())
    except DockerException as error:
        raise ExecutorError(
            f"the settings for the container engine cannot be used: {error}",
            "see DOCKER_HOST, DOCKER_CERT_PATH and DOCKER_CONTEXT",
            failure_class="configuration",
        ) from error


def _of_context() -> Address | None:
    from docker.context import ContextAPI

    name = os.environ.get("DOCKER_CONTEXT") or None
    context = ContextAPI.get_context(name)
    if context is None:
        raise ExecutorError(
            f"there is no Docker context {name or 'of the name that the configuration says'}",
            "see `docker context ls`",
            failure_class="configuration",
        )
    if context.name == "default":
        return None
    return Address(context.Host or f"unix://{_DOCKER}", context.TLSConfig)


def _of_sockets() -> Address:
    run = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    for socket in (_DOCKER, run / "docker.sock", run / "podman/podman.sock", _PODMAN):
        if os.access(socket, os.R_OK | os.W_OK):
            return Address(f"unix://{socket}")
    if _DOCKER.exists():
        raise ExecutorError(
            f"you may not use Docker's socket {_DOCKER}",
            "become a member of its group (`sudo usermod -aG docker $USER`, then log in again), or use rootless Podman",
            failure_class="configuration",
        )
    raise ExecutorError("no container engine is found", _START, failure_class="configuration")


def _usable(address: Address) -> Address:
    if address.url.startswith("ssh://"):
        raise ExecutorError(
            f"the container engine at {address.url} is on another machine, which does not see the jobs' files",
            "use an engine on this machine, or run pipec on that one",
            failure_class="configuration",
        )
    return address
