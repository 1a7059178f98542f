"""Manifests and indexes (OCI image specification 1.1, Docker's schema 2): checked against their digests, and read."""

import hashlib
import json
import re
from typing import Any, Final, NamedTuple

from .faults import RegistryFault
from .names import ImageName
from .wire import Answer

_INDEXES: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_MANIFESTS: Final = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_CONFIGS: Final = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
)
ACCEPT: Final = ", ".join((*_INDEXES, *_MANIFESTS))
LIMIT: Final = 4 * 1024 * 1024
"""The largest manifest that registries have to take."""
_WORD: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


class Manifest(NamedTuple):
    """A manifest as it was read: its digest, its platforms, and where they stand instead when it is of one image."""

    digest: str
    platforms: tuple[str, ...] = ()
    config: str = ""


def digest_of(name: ImageName, answer: Answer) -> str:
    """Return the digest of a manifest's bytes; RegistryFault where the registry says another one, or sends nothing."""
    if not answer.body:
        raise _false(name, "with an empty manifest")
    digest = f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
    said = answer.headers.get("docker-content-digest", "").strip()
    if said and said != digest:
        raise _false(name, f"with a manifest of another digest than it says ({_short(said)} and not {_short(digest)})")
    return digest


def read_manifest(name: ImageName, answer: Answer) -> Manifest:
    """Return what a manifest says, its digest verified."""
    digest = digest_of(name, answer)
    data = _object(name, answer.body, "manifest")
    kind = str(data.get("mediaType") or answer.headers.get("content-type", "").partition(";")[0].strip())
    if data.get("schemaVersion") == 1:
        raise RegistryFault(
            "missing", f"`{name.shown}` is of the old schema 1, which engines do not pull any more", "push it anew"
        )
    if "manifests" in data and ("layers" in data or "config" in data):
        raise _false(name, "with a manifest that is an index as well")
    if kind in _INDEXES or "manifests" in data:
        return Manifest(digest, _platforms(name, data))
    config = data.get("config")
    said = config.get("digest") if isinstance(config, dict) else None
    if kind not in _MANIFESTS and said is None:
        raise _false(name, "with what is no manifest")
    if not isinstance(config, dict) or not isinstance(said, str) or not DIGEST.fullmatch(said):
        raise _false(name, "with a manifest that names no configuration")
    if config.get("mediaType") not in _CONFIGS:
        raise RegistryFault("missing", f"`{name.shown}` is no container image", "see the name and the tag")
    return Manifest(digest, (), said)


def read_config(name: ImageName, answer: Answer, digest: str) -> tuple[str, ...]:
    """Return the platform that an image's configuration says, its digest verified."""
    if f"sha256:{hashlib.sha256(answer.body).hexdigest()}" != digest:
        raise _false(name, "with a configuration of another digest than its manifest says")
    platform = _platform(_object(name, answer.body, "configuration"))
    return (platform,) if platform else ()


def _platforms(name: ImageName, data: dict[str, Any]) -> tuple[str, ...]:
    items = data.get("manifests")
    if not isinstance(items, list) or not items:
        raise _false(name, "with an index that names no image")
    found = (_platform(each.get("platform")) for each in items if isinstance(each, dict))
    return tuple(sorted({each for each in found if each}))


def _platform(data: object) -> str:
    """Return `os/architecture[/variant]`, empty for what is no image, such as an attestation."""
    if not isinstance(data, dict):
        return ""
    parts = [data.get("os"), data.get("architecture")]
    if not all(isinstance(part, str) and _WORD.fullmatch(part) and part != "unknown" for part in parts):
        return ""
    variant = str(data.get("variant") or "")
    return "/".join([*map(str, parts), *([variant] if _WORD.fullmatch(variant) else [])])


def _object(name: ImageName, body: bytes, what: str) -> dict[str, Any]:
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _false(name, f"with a {what} that is not JSON")
    return data


def _short(digest: str) -> str:
    return digest[:19] if DIGEST.fullmatch(digest) else "no sha256"


def _false(name: ImageName, what: str) -> RegistryFault:
    return RegistryFault(
        "false",
        f"{name.host} answers for `{name.shown}` {what}",
        "nothing of it is used; see the registry, and any proxy or mirror in between",
    )
