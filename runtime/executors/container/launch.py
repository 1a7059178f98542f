"""Creates and starts a container, connected to its output from the first byte on. Blocks; for threads."""

import contextlib
from typing import TYPE_CHECKING, Any, NamedTuple

from .failures import is_missing
from .settings import Spec

if TYPE_CHECKING:
    from docker import APIClient


class Attached(NamedTuple):
    """A container that was started, and the socket from which its output comes."""

    container: str
    stream: Any

    @property
    def socket(self) -> Any:
        """The socket itself: the SDK wraps it."""
        return getattr(self.stream, "_sock", self.stream)

    def hang_up(self) -> None:
        """End a read that is under way in another thread."""
        import socket

        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the connection back to the system."""
        response = getattr(self.stream, "_response", None)
        with contextlib.suppress(OSError):
            if response is not None:
                response.close()
            self.stream.close()


class ImageGone(Exception):  # noqa: N818 - says what happened
    """The image was there a moment ago."""


def launch(client: "APIClient", spec: Spec) -> Attached:
    """Create, attach, start; what was created is removed when the rest does not work."""
    container = _create(client, spec)
    attached = None
    try:
        attached = Attached(container, client.attach_socket(container))
        attached.socket.settimeout(None)
        client.start(container)
    except BaseException:
        if attached is not None:
            attached.close()
        with contextlib.suppress(Exception):
            remove(client, container)
        raise
    return attached


def _create(client: "APIClient", spec: Spec) -> str:
    endpoints = {name: client.create_endpoint_config(aliases=aliases) for name, aliases in spec.networks.items()}
    networking: Any = {"EndpointsConfig": endpoints} if endpoints else None
    try:
        made = client.create_container(
            name=spec.name,
            host_config=client.create_host_config(**spec.host),
            networking_config=networking,
            **spec.config,
        )
    except Exception as error:
        if is_missing(error) and "no such image" in str(error).lower():
            raise ImageGone(spec.config["image"]) from error
        raise
    return str(made["Id"])


def remove(client: "APIClient", container: str) -> bool:
    """Remove a container with all that runs in it and its anonymous volumes; False when it was gone already."""
    try:
        client.remove_container(container, v=True, force=True)
    except Exception as error:
        if is_missing(error) or "already in progress" in str(error):
            return False
        raise
    return True
