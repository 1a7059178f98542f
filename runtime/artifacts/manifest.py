"""The manifest of an artifact: the one JSON text of its tree, whose digest is the artifact's.

Equal trees have equal manifests: entries by path, keys in one order, no spaces. What is read back is believed only as
far as its rules go, for whoever can write the store can write a manifest whose digest is right.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from ..errors import ArtifactError

FORMAT: Final = 1
MOST: Final = 256 << 20
"""Bytes of the longest manifest that is read: a million files."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Entry(NamedTuple):
    """A file (`digest`, `size` in bytes, `executable`) or a link (`link`, its target as it stands in the link).

    `path` is relative, of `/`-separated names without `.` and `..`.
    """

    path: str
    digest: str = ""
    size: int = 0
    executable: bool = False
    link: str = ""


def encode(entries: Iterable[Entry]) -> bytes:
    """Return the manifest of a tree."""
    import json

    ordered = sorted(entries, key=lambda entry: entry.path.encode())
    document = {"format": FORMAT, "entries": [_encoded(entry) for entry in ordered]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def decode(data: bytes) -> tuple[Entry, ...]:
    """Return the entries of a manifest; ArtifactError when it is none, or names a place that no artifact may have."""
    import json

    try:
        document = json.loads(data)
        if document["format"] != FORMAT:
            raise ArtifactError(f"the manifest has format {document['format']}, this pipec reads {FORMAT}")
        entries = tuple(_decoded(each) for each in document["entries"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ArtifactError("this is not the manifest of an artifact") from None
    check(entries)
    return entries


def check(entries: Iterable[Entry]) -> None:
    """Raise ArtifactError for paths that lead out, stand twice, or lie below what is no folder."""
    seen: set[str] = set()
    folders: set[str] = set()
    for entry in entries:
        reason = refusal(entry.path) or (refusal_of_link(entry.link) if entry.link else "")
        if not reason and (entry.path in seen or entry.path in folders):
            reason = "stands there twice"
        above = set(_above(entry.path))
        if not reason and not seen.isdisjoint(above):
            reason = "lies below a file"
        if reason:
            raise ArtifactError(f"an artifact may not hold {entry.path!r}: it {reason}")
        seen.add(entry.path)
        folders |= above


def refusal(path: str) -> str:
    """Return why an artifact may not hold this path, empty when it may."""
    if not path:
        return "is empty"
    if path.startswith("/"):
        return "is absolute"
    if any(part in {"", ".", ".."} for part in path.split("/")):
        return "is not a plain relative path"
    return _unspeakable(path)


def refusal_of_link(target: str) -> str:
    """Return why a link may not have this target wherever it stands, empty when it may."""
    return "is an absolute link" if target.startswith("/") else _unspeakable(target)


def _unspeakable(text: str) -> str:
    if "\n" in text or "\0" in text:
        return "has a line break in its name"
    return "is not valid UTF-8" if any("\ud800" <= char <= "\udfff" for char in text) else ""


def _above(path: str) -> Iterator[str]:
    """Yield the folders above a path."""
    at = path.find("/")
    while at > 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _encoded(entry: Entry) -> dict[str, Any]:
    if entry.link:
        return {"path": entry.path, "link": entry.link}
    file = {"path": entry.path, "digest": entry.digest, "size": entry.size}
    return {**file, "executable": True} if entry.executable else file


def _decoded(item: Any) -> Entry:
    if not isinstance(item, dict) or not isinstance(item["path"], str):
        raise TypeError
    if "link" in item:
        if not isinstance(item["link"], str) or not item["link"]:
            raise TypeError
        return Entry(item["path"], link=item["link"])
    digest, size = item["digest"], item["size"]
    if not _DIGEST.fullmatch(digest) or type(size) is not int or size < 0:
        raise TypeError
    return Entry(item["path"], digest, size, item.get("executable") is True)
