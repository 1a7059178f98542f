"""Files by address: an editor's URIs, absolute paths, and what is open."""

# ruff: noqa: PTH116 - paths are texts everywhere in the compiler

import os
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from compiler.frontend.files import read_source
from compiler.source import Source

from .positions import MARK

Stamp = tuple[object, ...]
"""Equal as long as a file's text is the same."""


class Buffer(NamedTuple):
    """An open file: the text that the editor holds, under the URI that it uses, in its version."""

    uri: str
    text: str
    version: int = 0
    edit: int = 0
    """How many edits of any file came before: no two texts of one path have the same."""


Open = Mapping[str, Buffer]
"""What is open, by absolute path. A snapshot is never changed."""


def path_of(uri: str) -> str | None:
    """Return the absolute path of a `file:` URI, None for other schemes."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        return None
    return os.path.normpath(unquote(parts.path, errors="surrogateescape"))


def uri_of(path: str, opened: Open) -> str:
    """Return the URI of a path, as the editor writes it where the file is open."""
    if path in opened:
        return opened[path].uri
    return "file://" + quote(os.fsencode(path))


def text_of(path: str, opened: Open) -> str | None:
    """Return the text of a file, an open one's as it is in the editor; None when it cannot be read."""
    if path in opened:
        return opened[path].text.removeprefix(MARK)
    source = read_source(path, path)
    return source.text if isinstance(source, Source) else None


def stamp_of(path: str, opened: Open) -> Stamp:
    """Return what changes when the file's text may have changed."""
    if path in opened:
        return (opened[path].edit,)
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def texts_of(opened: Open) -> dict[str, str]:
    """Return the open texts as a compiler's request takes them."""
    return {path: buffer.text.removeprefix(MARK) for path, buffer in opened.items()}
