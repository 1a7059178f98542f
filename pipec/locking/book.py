"""The lock as a file: its entries, its one canonical text, and how it is written."""

# ruff: noqa: PTH105, PTH108, PTH118, PTH119, PTH120, PTH123 - pathlib costs 2 ms at start-up

import errno
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from compiler.frontend.lock import VERSION
from compiler.source import Source

from ..rewriting import ChangedMeanwhileError, rewrite

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK})
"""What file systems without hard links say."""

Entry = dict[str, Any]
Entries = dict[str, Entry]


def entries_of(source: Source | None) -> Entries:
    """Return the entries of a lock that was read without a problem, with what else people wrote into them."""
    return {} if source is None else dict(json.loads(source.text)["images"])


def entry(digest: str, platforms: Iterable[str]) -> Entry:
    """Return a new entry."""
    found = sorted(platforms)
    return {"digest": digest, "platforms": found} if found else {"digest": digest}


def text_of(entries: Mapping[str, Entry]) -> str:
    """Return the lock's text: equal entries have equal bytes, whoever writes them."""
    images = {reference: _sorted(entries[reference]) for reference in sorted(entries)}
    return json.dumps({"version": VERSION, "images": images}, ensure_ascii=False, indent=2) + "\n"


def _sorted(entry: Entry) -> Entry:
    platforms = entry.get("platforms")
    if isinstance(platforms, list) and all(isinstance(each, str) for each in platforms):
        entry = {**entry, "platforms": sorted(set(platforms))}
    return dict(sorted(entry.items()))


def write_lock(path: str, before: str | None, after: str) -> None:
    """Write the lock, whole or not at all; `before` is the text that was read, None where there was no file.

    Raises ChangedMeanwhileError where somebody else wrote it since, OSError where it cannot be written.
    """
    if before is not None:
        rewrite(path, before, after)
        return
    staged = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}")
    try:
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with open(descriptor, "wb") as file:
            file.write(after.encode())
            file.flush()
            os.fsync(descriptor)
        _place(staged, path)
    except FileExistsError:
        raise ChangedMeanwhileError(path) from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(staged)


def _place(staged: str, path: str) -> None:
    """Give a new file its name; unlike a rename a link fails where a file has come to be."""
    try:
        os.link(staged, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS or os.path.lexists(path):
            raise
        os.replace(staged, path)
