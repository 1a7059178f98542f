"""The keys of a target's profile: their types, what they may hold, and how they become a `Profile`."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..diagnostics import Diagnostic
from ..ir.profile import ArtifactStore, GitSource, Profile
from ..ir.values import Resources
from . import store_addresses
from .configuration import TABLES, Document
from .images import parse_reference
from .rules import configuration_key, configuration_value
from .toml_places import Path, scan
from .toml_reader import TomlReader
from .units import parse_cpu, parse_size

if TYPE_CHECKING:
    from .profiles import Engine

STORES: Final = ("s3", "https")
DRIVERS: Final = ("exec", "raw_exec")
_OWN: Final = {
    "datacenters": "nomad",
    "namespace": "nomad",
    "region": "nomad",
    "host_driver": "nomad",
    "mhz_per_core": "nomad",
    "jobs": "compose",
    "bundles": "woodpecker",
    "clone_image": "woodpecker",
}
"""Keys that one target alone has."""

_CHECKSUM: Final = re.compile(r"sha256:[0-9a-f]{64}")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f\x7f]+|[^\s@:/]+@[^\s:/]+:[^\s\x00-\x1f\x7f]+")


def read_profiles(
    document: Document, engines: "Mapping[str, Engine]", defaults: dict[str, Profile]
) -> tuple[dict[str, Profile], list[Diagnostic]]:
    """Return the profiles with what `document` says of them, and every mistake in it."""
    if document.source is None:
        return defaults, []
    reader = TomlReader(scan(document.source).below(document.prefix))
    found = dict(defaults)
    for name in document.data:
        if name not in TABLES and configuration_key.resembles(name, "targets"):
            reader.report(configuration_key.unknown_table(reader.places.key((name,)), name, TABLES))
    targets = reader.table(("targets",), document.data.get("targets", {}))
    for name, table in targets.items():
        path: Path = ("targets", name)
        if name in engines:
            found[name] = _profile(reader, path, reader.table(path, table), engines[name], defaults[name])
        else:
            reader.report(configuration_key.unknown_target(reader.places.key(path), name, engines))
    return found, reader.diagnostics


def _profile(reader: TomlReader, path: Path, table: dict[str, Any], engine: "Engine", default: Profile) -> Profile:
    keys = tuple(key for key in (*_READERS, *_OPTIONS) if _OWN.get(key, default.target) == default.target)
    given = reader.known(path, table, keys)
    fields: dict[str, Any] = {"origin": reader.places.key(path)}
    options: list[tuple[str, str]] = []
    for name, value in given.items():
        read = (_READERS | _OPTIONS)[name](reader, (*path, name), value)
        if read and name in _OPTIONS:
            options.append((name, read))
        elif read:
            fields[name] = read
    version = fields.get("version", default.version)
    if not engine.knows(version):
        reader.report(
            configuration_value.unknown_version(
                reader.places.value((*path, "version")), default.target, version, engine.versions
            )
        )
        del fields["version"]
    return default._replace(options=tuple(options), **fields)


def _git_source(reader: TomlReader, path: Path, value: Any) -> GitSource | None:
    if not isinstance(value, dict):
        url = _url(reader, path, value)
        return GitSource(url) if url else None
    table = reader.known(path, value, ("url", "checksum"))
    if "url" not in table:
        reader.report(configuration_key.missing_key(reader.places.key(path), "git_source", "url"))
        return None
    url = _url(reader, (*path, "url"), table["url"])
    checksum = reader.text((*path, "checksum"), table.get("checksum", ""))
    if checksum and not _CHECKSUM.fullmatch(checksum):
        reader.fault((*path, "checksum"), configuration_value.checksum, checksum)
        return None
    return GitSource(url, checksum) if url else None


def _url(reader: TomlReader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if text and not _URL.fullmatch(text):
        reader.fault(path, configuration_value.url, text)
        return ""
    return text


def _artifact_store(reader: TomlReader, path: Path, value: Any) -> ArtifactStore | None:
    given = reader.table(path, value)
    table = reader.known(path, given, ("kind", "url"))
    missing = [key for key in ("kind", "url") if key not in table]
    for key in missing if given or value == {} else ():
        reader.report(configuration_key.missing_key(reader.places.key(path), "artifact_store", key))
    if missing:
        return None
    kind = reader.text((*path, "kind"), table["kind"])
    if kind and kind not in STORES:
        reader.report(configuration_value.unknown_store(reader.places.value((*path, "kind")), kind, STORES))
        return None
    url = _url(reader, (*path, "url"), table["url"])
    reason = store_addresses.refusal(kind, url) if kind and url else ""
    if reason:
        reader.report(configuration_value.store_url(reader.places.value((*path, "url")), kind, url, reason))
        return None
    return ArtifactStore(kind, url) if kind and url else None


def _image(reader: TomlReader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if not text:
        return ""
    reference = parse_reference(text)
    if reference is None:
        reader.fault(path, configuration_value.malformed_image, text)
        return ""
    if not reference.digest:
        reader.fault(path, configuration_value.unpinned_image, text)
        return ""
    return text


def _resources(reader: TomlReader, path: Path, value: Any) -> Resources | None:
    table = reader.known(path, reader.table(path, value), ("cpu", "memory", "disk"))
    limits: dict[str, int] = {}
    for name, each in table.items():
        here = (*path, name)
        if isinstance(each, bool) or not isinstance(each, str | int | float):
            reader.wrong(here, "a number of cores" if name == "cpu" else "a size", each, None)
            continue
        amount = parse_cpu(str(each)) if name == "cpu" else parse_size(str(each))
        if amount:
            limits[name] = amount
        else:
            reader.fault(here, configuration_value.cpu if name == "cpu" else configuration_value.size, str(each))
    return Resources(**limits, origin=reader.places.key(path)) if limits else None


def _host_driver(reader: TomlReader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if text and text not in DRIVERS:
        reader.report(configuration_value.unknown_driver(reader.places.value(path), text, DRIVERS))
        return ""
    return text


def _mhz(reader: TomlReader, path: Path, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return str(reader.wrong(path, "an integer", value, ""))
    if not 1 <= value <= _MOST_MHZ:
        reader.fault(path, configuration_value.mhz, str(value))
        return ""
    return str(value)


def _flag(reader: TomlReader, path: Path, value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(reader.wrong(path, "a boolean", value, ""))


def _bundles(reader: TomlReader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if text and (text.startswith(("/", "-")) or ".." in text.split("/") or any(char < " " for char in text)):
        reader.fault(path, configuration_value.folder, text)
        return ""
    return text.rstrip("/")


_MOST_MHZ: Final = 1_000_000

_READERS: Final[dict[str, Callable[[TomlReader, Path, Any], Any]]] = {
    "version": TomlReader.text,
    "datacenters": TomlReader.texts,
    "namespace": TomlReader.text,
    "region": TomlReader.text,
    "git_source": _git_source,
    "artifact_store": _artifact_store,
    "pipec_image": _image,
    "registry_mirrors": TomlReader.pairs,
    "labels": TomlReader.pairs,
    "resources": _resources,
}

_OPTIONS: Final[dict[str, Callable[[TomlReader, Path, Any], str]]] = {
    "host_driver": _host_driver,
    "mhz_per_core": _mhz,
    "jobs": _flag,
    "bundles": _bundles,
    "clone_image": _image,
}
"""Keys that become options of the profile: text, empty where it is wrong."""
