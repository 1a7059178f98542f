"""Removes what is left of a run whose runtime is gone."""

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from .engine import Engine
from .failures import is_missing
from .labels import JOB, SERVICE, STEP, of_run
from .launch import remove

if TYPE_CHECKING:
    from docker import APIClient

_TRIED = 10
"""So many of the engine's images are tried where no image of the run is known."""


async def sweep_run(engine: Engine, state: str, run: str) -> tuple[str, ...]:
    """Remove containers, networks and volumes of a run; return a sentence for each."""
    wanted = of_run(state, run)
    return await engine.call("sweeping a run", lambda client: tuple(_sweep(client, wanted)), guarded=False)


async def local_images(engine: Engine) -> tuple[str, ...]:
    """Return the ids of some images that the engine has."""
    return await engine.call("looking for images", lambda client: tuple(client.images(quiet=True))[:_TRIED])


def _sweep(client: "APIClient", wanted: dict[str, list[str]]) -> Iterator[str]:
    for container in client.containers(all=True, filters=wanted):
        if remove(client, container["Id"]):
            yield _sentence(container)
    for network in client.networks(filters=wanted):
        if _gone(functools.partial(client.remove_network, network["Id"])):
            yield f"removed network {network['Name']} of job {network['Labels'].get(JOB, '')}"
    for volume in client.volumes(filters=wanted)["Volumes"] or ():
        if _gone(functools.partial(client.remove_volume, volume["Name"], force=True)):
            yield f"removed volume {volume['Name']}"


def _sentence(container: dict[str, Any]) -> str:
    labels = container["Labels"]
    what = f"service {labels[SERVICE]}" if SERVICE in labels else f"step {labels.get(STEP, '')}".rstrip()
    verb = "ended" if container["State"] in {"running", "paused", "restarting"} else "removed"
    return f"{verb} container {container['Id'][:12]} of {what} of job {labels.get(JOB, '')}"


def _gone(work: Callable[[], object]) -> bool:
    try:
        work()
    except Exception as error:
        if is_missing(error):
            return False
        raise
    return True
