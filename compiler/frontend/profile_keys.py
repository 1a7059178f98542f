"""The keys of a target's profile: their types, what they may hold, and how they become a `Profile`."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..diagnostics import Diagnostic, Span
from ..ir.profile import ArtifactStore, GitSource, Profile
from ..ir.values import Resources
from ..source import Source
from .images import parse_reference
from .rules import profile_key, profile_type, profile_value
from .toml_places import Path, Places, scan
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
    source: Source,
    data: dict[str, Any],
    engines: "Mapping[str, Engine]",
    defaults: dict[str, Profile],
) -> tuple[dict[str, Profile], list[Diagnostic]]:
    """Return the profiles with what `data` says of them, and every mistake in it."""
    reader = _Reader(scan(source), [])
    found = dict(defaults)
    for name in data:
        if name != "targets" and profile_key.resembles(name, "targets"):
            reader.report(profile_key.unknown_table(reader.places.key((name,)), name))
    targets = reader.table(("targets",), data.get("targets", {}))
    for name, table in targets.items():
        path: Path = ("targets", name)
        if name in engines:
            found[name] = _profile(reader, path, reader.table(path, table), engines[name], defaults[name])
        else:
            reader.report(profile_key.unknown_target(reader.places.key(path), name, engines))
    return found, reader.diagnostics


class _Reader:
    """Checks single values and collects what is wrong with them."""

    def __init__(self, places: Places, diagnostics: list[Diagnostic]) -> None:
        self.places = places
        self.diagnostics = diagnostics

    def report(self, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)

    def table(self, path: Path, value: Any) -> dict[str, Any]:
        return value if isinstance(value, dict) else self.wrong(path, "a table", value, {})

    def text(self, path: Path, value: Any) -> str:
        return value if isinstance(value, str) else self.wrong(path, "a string", value, "")

    def texts(self, path: Path, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.wrong(path, "a list of strings", value, None)
            return ()
        return tuple(filter(None, (self.text((*path, index), each) for index, each in enumerate(value))))

    def pairs(self, path: Path, value: Any) -> tuple[tuple[str, str], ...]:
        entries = self.table(path, value).items()
        return tuple((name, text) for name, each in entries if (text := self.text((*path, name), each)))

    def known(self, path: Path, value: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
        for name in value:
            if name not in keys:
                self.report(profile_key.unknown_key(self.places.key((*path, name)), name, keys))
        return {name: each for name, each in value.items() if name in keys}

    def wrong(self, path: Path, expected: str, value: Any, default: Any) -> Any:
        name = next((part for part in reversed(path) if isinstance(part, str)), "")
        self.report(profile_type.profile_type(self.places.value(path), name, expected, value))
        return default

    def fault(self, path: Path, make: Callable[[Span, str], Diagnostic], text: str) -> None:
        self.report(make(self.places.value(path), text))


def _profile(reader: _Reader, path: Path, table: dict[str, Any], engine: "Engine", default: Profile) -> Profile:
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
    if not _knows(engine, version):
        reader.report(
            profile_value.unknown_version(
                reader.places.value((*path, "version")), default.target, version, engine.versions
            )
        )
        del fields["version"]
    return default._replace(options=tuple(options), **fields)


def _knows(engine: "Engine", version: str) -> bool:
    """Tell whether a version is known, or a patch release of a known one."""
    return any(version == known or version.startswith(f"{known}.") for known in engine.versions)


def _git_source(reader: _Reader, path: Path, value: Any) -> GitSource | None:
    if not isinstance(value, dict):
        url = _url(reader, path, value)
        return GitSource(url) if url else None
    table = reader.known(path, value, ("url", "checksum"))
    if "url" not in table:
        reader.report(profile_key.missing_key(reader.places.key(path), "git_source", "url"))
        return None
    url = _url(reader, (*path, "url"), table["url"])
    checksum = reader.text((*path, "checksum"), table.get("checksum", ""))
    if checksum and not _CHECKSUM.fullmatch(checksum):
        reader.fault((*path, "checksum"), profile_value.checksum, checksum)
        return None
    return GitSource(url, checksum) if url else None


def _url(reader: _Reader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if text and not _URL.fullmatch(text):
        reader.fault(path, profile_value.url, text)
        return ""
    return text


def _artifact_store(reader: _Reader, path: Path, value: Any) -> ArtifactStore | None:
    given = reader.table(path, value)
    table = reader.known(path, given, ("kind", "url"))
    missing = [key for key in ("kind", "url") if key not in table]
    for key in missing if given or value == {} else ():
        reader.report(profile_key.missing_key(reader.places.key(path), "artifact_store", key))
    if missing:
        return None
    kind = reader.text((*path, "kind"), table["kind"])
    if kind and kind not in STORES:
        reader.report(profile_value.unknown_store(reader.places.value((*path, "kind")), kind, STORES))
        return None
    url = _url(reader, (*path, "url"), table["url"])
    return ArtifactStore(kind, url) if kind and url else None


def _image(reader: _Reader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if not text:
        return ""
    reference = parse_reference(text)
    if reference is None:
        reader.fault(path, profile_value.malformed_image, text)
        return ""
    if not reference.digest:
        reader.fault(path, profile_value.unpinned_image, text)
        return ""
    return text


def _resources(reader: _Reader, path: Path, value: Any) -> Resources | None:
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
            reader.fault(here, profile_value.cpu if name == "cpu" else profile_value.size, str(each))
    return Resources(**limits, origin=reader.places.key(path)) if limits else None


def _host_driver(reader: _Reader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if text and text not in DRIVERS:
        reader.report(profile_value.unknown_driver(reader.places.value(path), text, DRIVERS))
        return ""
    return text


def _mhz(reader: _Reader, path: Path, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return str(reader.wrong(path, "an integer", value, ""))
    if not 1 <= value <= _MOST_MHZ:
        reader.fault(path, profile_value.mhz, str(value))
        return ""
    return str(value)


def _flag(reader: _Reader, path: Path, value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(reader.wrong(path, "a boolean", value, ""))


def _bundles(reader: _Reader, path: Path, value: Any) -> str:
    text = reader.text(path, value)
    if text and (text.startswith(("/", "-")) or ".." in text.split("/") or any(char < " " for char in text)):
        reader.fault(path, profile_value.folder, text)
        return ""
    return text.rstrip("/")


_MOST_MHZ: Final = 1_000_000

_READERS: Final[dict[str, Callable[[_Reader, Path, Any], Any]]] = {
    "version": _Reader.text,
    "datacenters": _Reader.texts,
    "namespace": _Reader.text,
    "region": _Reader.text,
    "git_source": _git_source,
    "artifact_store": _artifact_store,
    "pipec_image": _image,
    "registry_mirrors": _Reader.pairs,
    "labels": _Reader.pairs,
    "resources": _resources,
}

_OPTIONS: Final[dict[str, Callable[[_Reader, Path, Any], str]]] = {
    "host_driver": _host_driver,
    "mhz_per_core": _mhz,
    "jobs": _flag,
    "bundles": _bundles,
    "clone_image": _image,
}
"""Keys that become options of the profile: text, empty where it is wrong."""
