"""What an engine has up of Compose's projects."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from .docker_engine import Document, Source, stranger

PROJECT: Final = "com.docker.compose.project"
FILES: Final = "com.docker.compose.project.config_files"
_PREFIX: Final = "com.docker.compose."


class Labels(NamedTuple):
    """The project that a container is of, and the file that Compose made it of."""

    project: str
    file: str


class Container(NamedTuple):
    """A container of a project as it is, named as Compose does. `memory` in bytes, `cpus` in thousandths of a core.

    `environment` and `labels` are those that the image does not have itself. `ports` are as `127.0.0.1:80->8080/tcp`,
    `mounts` as `NAME:/path`, with `:ro` where read only. `health` is empty without a check.
    """

    id: str
    name: str
    project: str
    service: str
    number: int
    hash: str
    state: str
    health: str
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
    published: Mapping[str, str] = {}
    """The host's port by the container's, as in `8080/tcp`."""


def containers(source: Source, label: str) -> tuple[Container, ...]:
    """Return the containers of services with a label, by project, service and number; runs by hand are left out."""
    try:
        return _containers(source, label)
    except (ValueError, LookupError, TypeError, AttributeError):  # no JSON, or of another form
        raise stranger(source.address) from None


def labels(source: Source, label: str) -> tuple[Labels, ...]:
    """Return what says of all containers with a label which project they are of."""
    try:
        found = [dict(each) for each in source.labels(label)]
        return tuple(Labels(each[PROJECT], each.get(FILES, "")) for each in found if PROJECT in each)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise stranger(source.address) from None


def _containers(source: Source, label: str) -> tuple[Container, ...]:
    images: dict[str, Document] = {}
    found: list[Container] = []
    for document in source.containers(label):
        labels = (document.get("Config") or {}).get("Labels") or {}
        if PROJECT in labels and labels.get(f"{_PREFIX}oneoff", "False") == "False":
            identifier = str(document.get("Image") or "")
            if identifier not in images:
                images[identifier] = source.image(identifier)
            found.append(_container(document, labels, images[identifier].get("Config") or {}))
    return tuple(sorted(found, key=lambda each: (each.project, each.service, each.number)))


def _container(document: Document, labels: Mapping[str, str], image: Document) -> Container:
    config, host, state = document["Config"], document["HostConfig"], document["State"]
    given = _pairs(image.get("Env"))
    marks = {**(image.get("Labels") or {})}
    number = labels.get(f"{_PREFIX}container-number", "1")
    return Container(
        str(document["Id"]),
        str(document["Name"]).removeprefix("/"),
        labels[PROJECT],
        labels.get(f"{_PREFIX}service", ""),
        int(number) if number.isdecimal() else 1,
        labels.get(f"{_PREFIX}config-hash", ""),
        str(state.get("Status") or ""),
        str((state.get("Health") or {}).get("Status") or ""),
        str(config.get("Image") or ""),
        {name: value for name, value in _pairs(config.get("Env")).items() if given.get(name) != value},
        tuple(config.get("Cmd") or ()) if config.get("Cmd") != image.get("Cmd") else (),
        {name: value for name, value in labels.items() if not name.startswith(_PREFIX) and marks.get(name) != value},
        frozenset(_ports(host.get("PortBindings") or {})),
        frozenset(_mounts(host.get("Mounts") or ())),
        str((host.get("RestartPolicy") or {}).get("Name") or "no"),
        int(host.get("Memory") or 0),
        int(host.get("NanoCpus") or 0) // 1_000_000,
        tuple((config.get("Healthcheck") or {}).get("Test") or ()),
        {port: str(each[0].get("HostPort") or "") for port, each in (host.get("PortBindings") or {}).items() if each},
    )


def _pairs(lines: list[str] | None) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("=") for line in lines or ())}


def _ports(bindings: Mapping[str, list[Mapping[str, str]] | None]) -> list[str]:
    return [
        port_text(each.get("HostIp", ""), each.get("HostPort", ""), port)
        for port, row in bindings.items()
        for each in row or ()
    ]


def port_text(address: str, host: str, port: str) -> str:
    """Return `127.0.0.1:80->8080/tcp`; an address that stands for all of them is left out."""
    shown = "" if address in {"", "0.0.0.0", "::"} else f"{address}:"  # noqa: S104 - nothing is bound here
    return f"{shown}{host}->{port}"


def _mounts(mounts: Iterable[Document]) -> list[str]:
    """Return the mounts of volumes; secrets are files of the host, and told by their target."""
    return [
        mount_text(
            str(each.get("Source") or "") if each.get("Type") == "volume" else "secret",
            str(each.get("Target")),
            bool(each.get("ReadOnly")),
        )
        for each in mounts
    ]


def mount_text(source: str, target: str, read_only: bool) -> str:
    """Return `NAME:/path`, with `:ro` for what cannot be written."""
    return f"{source}:{target}{':ro' if read_only else ''}"
