"""Whether an engine sees the files of this machine: what it mounts has to be what we wrote."""

import contextlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ExecutorError
from .engine import Engine
from .failures import is_missing
from .labels import STATE
from .launch import remove

if TYPE_CHECKING:
    from docker import APIClient


async def require_sight(engine: Engine, directory: Path, state: str) -> None:
    """Refuse an engine that another machine's files are mounted by; asks only one that is not reached by a socket.

    It is asked with a container that is never started, of any image that it has. One that has none yet is asked
    nothing: it then says itself that a directory does not exist when the first step starts.
    """
    if engine.address.is_local:
        return
    seen = await engine.call("looking for this machine's files", lambda client: _sees(client, directory, state))
    if not seen:
        raise ExecutorError(
            f"the container engine at {engine.address.url} does not see the files of this machine",
            "use an engine on this machine, or a state directory that both see (`--state-dir`)",
            failure_class="configuration",
        )


def _sees(client: "APIClient", directory: Path, state: str) -> bool:
    images = client.images(quiet=True)
    if not images:
        return True
    directory.mkdir(parents=True, exist_ok=True)
    marker = directory / f".sight-{secrets.token_hex(4)}"
    marker.touch(mode=0o600)
    try:
        return _mounts(client, images[0], marker, state)
    finally:
        marker.unlink(missing_ok=True)


def _mounts(client: "APIClient", image: str, marker: Path, state: str) -> bool:
    mount: Any = {"Type": "bind", "Source": str(marker.parent.resolve()), "Target": "/pipec/sight", "ReadOnly": True}
    host = client.create_host_config(mounts=[mount], network_mode="none")
    try:
        made = client.create_container(image, ["/"], host_config=host, labels={STATE: state})
    except Exception as error:
        if "bind source path does not exist" in str(error):
            return False
        raise
    try:
        stream, _ = client.get_archive(made["Id"], f"/pipec/sight/{marker.name}")
    except Exception as error:
        if is_missing(error):
            return False
        raise
    else:
        with contextlib.suppress(AttributeError):
            stream.close()
        return True
    finally:
        remove(client, made["Id"])
