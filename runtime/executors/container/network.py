"""The network of an attempt of a job: a bridge that no other job is on."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...errors import ExecutorError
from .engine import Engine
from .failures import is_missing

if TYPE_CHECKING:
    from docker import APIClient

_PATIENCE = 60.0
"""Seconds to wait for a subnet: engines have some thirty, and jobs that end give theirs back."""


async def create_network(engine: Engine, name: str, labels: Mapping[str, str]) -> str:
    """Create a bridge and return the address of its gateway."""
    clock = asyncio.get_running_loop().time
    until = clock() + _PATIENCE

    def create(client: "APIClient") -> str:
        if engine.facts.is_podman:
            return _create_isolated(client, name, labels)
        made = client.create_network(name, "bridge", labels=dict(labels), check_duplicate=True)
        configuration = client.inspect_network(made["Id"])["IPAM"]["Config"] or [{}]
        return str(configuration[0].get("Gateway") or "")

    while True:
        try:
            return await engine.call("creating a network", create)
        except ExecutorError as error:
            if error.failure_class != "resource" or clock() >= until:
                raise
            await asyncio.sleep(1)


def _create_isolated(client: "APIClient", name: str, labels: Mapping[str, str]) -> str:
    """Create a bridge that no other bridge reaches, by Podman's own interface: Docker's bridges always are so.

    It is not looked at by Docker's interface: Podman 4 then forgets that it is isolated.
    """
    from docker.errors import create_api_error_from_http_exception
    from requests.exceptions import HTTPError

    isolated = {"name": name, "driver": "bridge", "labels": dict(labels), "options": {"isolate": "true"}}
    url = f"{client.base_url}/v4.0.0/libpod/networks/create"
    with client.post(url, json=isolated | {"dns_enabled": True}, timeout=client.timeout) as answer:
        try:
            answer.raise_for_status()
        except HTTPError as error:
            create_api_error_from_http_exception(error)
        subnets = answer.json().get("subnets") or [{}]
    return str(subnets[0].get("gateway") or "")


async def remove_network(engine: Engine, name: str) -> None:
    """Remove a network; one that is gone is well."""

    def remove(client: "APIClient") -> None:
        try:
            client.remove_network(name)
        except Exception as error:
            if not is_missing(error):
                raise

    await engine.call("removing a network", remove, guarded=False)
