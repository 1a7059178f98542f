"""What Compose makes of an emitted file: its services, and the hash by which it knows whether to create them anew.

Values that only a deployment has (secrets, images that are built) are taken from the containers that run, where the
environment does not give them: what is not known is not a difference.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import ExecutorError
from .containers import Container, mount_text, port_text
from .docker_engine import run_docker

_UNKNOWN: Final = "pipec-not-known"
_REQUIRED: Final = re.compile(r"\$\{(\w+):?\?[^}]*\}")
_OPTIONAL: Final = re.compile(r"\$\{(PIPEC_PORT_\w+):-[^}]*\}")

Document = dict[str, Any]


class Service(NamedTuple):
    """A service as Compose would create it. The fields are those of `Container`."""

    name: str
    hash: str
    replicas: int
    image: str
    environment: Mapping[str, str]
    command: tuple[str, ...]
    labels: Mapping[str, str]
    ports: frozenset[str]
    mounts: frozenset[str]
    restart: str
    memory: int
    cpus: int
    test: tuple[str, ...]


class Stack(NamedTuple):
    """A project as the file has it; `assumed` are the variables whose values were taken from what runs."""

    project: str
    services: tuple[Service, ...]
    assumed: tuple[str, ...] = ()


def compose_version() -> str:
    """Return the version of Docker's plugin `compose`; ExecutorError where there is none."""
    done = run_docker(("compose", "version", "--short"))
    version = done.stdout.strip()
    if done.returncode or not re.match(r"v?\d", version):
        raise ExecutorError(
            "`docker compose` is not there, and only it knows what it would create anew",
            "install Docker's plugin `compose`, version 2 (see `docker compose version`)",
            failure_class="configuration",
        )
    return version.removeprefix("v")


def read_stack(content: bytes, document: Document, running: Sequence[Container]) -> Stack:
    """Return the project of an emitted file, which `document` is too; `running` are its containers."""
    project = str(document["name"])
    assumed = dict(_assumed(document, running))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMPOSE_")} | assumed
    with tempfile.TemporaryDirectory(prefix="pipec-") as folder:
        Path(folder, "compose.yaml").write_bytes(content)
        words = ("compose", "--file", "compose.yaml", "--project-name", project, "config")
        environment["PWD"] = folder
        hashes = _said((*words, "--hash", "*"), environment, folder, project)
        model = _said((*words, "--format", "json"), environment, folder, project)
    known = {line.split()[0]: line.split()[1] for line in hashes.splitlines() if len(line.split()) == 2}
    return Stack(project, tuple(_services(model, known, project)), tuple(sorted(assumed)))


def _said(words: tuple[str, ...], environment: Mapping[str, str], folder: str, project: str) -> str:
    done = run_docker(words, environment, folder)
    if done.returncode == 0:
        return done.stdout
    said = " ".join(done.stderr.split())[:500]
    raise ExecutorError(
        f"Compose does not read the file of project `{project}`: {said}",
        "set the variables that it wants, and see `docker compose version`",
        failure_class="configuration",
    )


def _assumed(document: Document, running: Sequence[Container]) -> Iterator[tuple[str, str]]:
    """Yield the variables that nothing gives, with the values that they have in what runs."""
    for name, service in document["services"].items():
        first = next((each for each in running if each.service == name), None)
        own = first.environment if first else {}
        wanted = [(value, own.get(key, _UNKNOWN)) for key, value in (service.get("environment") or {}).items()]
        wanted.append((service["image"], first.image if first else f"{_UNKNOWN}:0"))
        for text, value in wanted:
            found = _REQUIRED.fullmatch(str(text))
            if found and not os.environ.get(found[1]):
                yield found[1], value or _UNKNOWN
        yield from _ports(service, first)


def _ports(service: Document, first: Container | None) -> Iterator[tuple[str, str]]:
    """Yield the host's ports that a deployment chose."""
    for port in service.get("ports") or ():
        found = _OPTIONAL.fullmatch(str(port.get("published")))
        host = first.published.get(f"{port['target']}/{port.get('protocol', 'tcp')}") if first else None
        if found and host and not os.environ.get(found[1]):
            yield found[1], host


def _services(model: str, hashes: Mapping[str, str], project: str) -> Iterator[Service]:
    try:
        data = _plain(json.loads(model))
        volumes = {name: each.get("name", name) for name, each in (data.get("volumes") or {}).items()}
        for name, service in data["services"].items():
            yield _service(name, service, hashes[name], volumes)
    except (ValueError, KeyError, TypeError, AttributeError):
        what = f"what `docker compose` says of project `{project}` is not understood"
        raise ExecutorError(what, "see `docker compose version`") from None


def _service(name: str, data: Document, digest: str, volumes: Mapping[str, str]) -> Service:
    deploy = data.get("deploy") or {}
    limits = (deploy.get("resources") or {}).get("limits") or {}
    ports = [
        port_text(each.get("host_ip", ""), str(each.get("published", "")), f"{each['target']}/{each['protocol']}")
        for each in data.get("ports") or ()
    ]
    mounts = [
        mount_text(volumes.get(each["source"], each["source"]), each["target"], bool(each.get("read_only")))
        for each in data.get("volumes") or ()
    ] + [mount_text("secret", each["target"], True) for each in data.get("secrets") or ()]
    return Service(
        name,
        digest,
        int(deploy.get("replicas") or data.get("scale") or 1),
        str(data["image"]),
        {key: str(value) for key, value in (data.get("environment") or {}).items()},
        tuple(data.get("command") or ()),
        {key: str(value) for key, value in (data.get("labels") or {}).items()},
        frozenset(ports),
        frozenset(mounts),
        str(data.get("restart") or "no"),
        int(limits.get("memory") or 0),
        round(float(limits.get("cpus") or 0) * 1000),
        tuple((data.get("healthcheck") or {}).get("test") or ()),
    )


def _plain(value: Any) -> Any:
    """Return what Compose prints without the doubled `$` that it writes for its own reader."""
    if isinstance(value, str):
        return value.replace("$$", "$")
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
