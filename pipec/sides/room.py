"""A private folder in which the files of a side stand while they are planned; gone afterwards."""

# ruff: noqa: PTH102, PTH103, PTH106, PTH108, PTH112, PTH114, PTH118, PTH120, PTH123, PTH211 - pathlib costs 2 ms at start-up

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from .tree import Entry, Snapshot


class Room:
    """A folder for one side: a repository's root to whoever looks for one."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._done: set[str] = set()
        os.mkdir(root, 0o700)
        os.mkdir(os.path.join(root, ".git"), 0o700)

    def place(self, path: str) -> str:
        """Return the absolute path of a file of the side."""
        return os.path.join(self.root, path)

    def put(self, snapshot: Snapshot) -> None:
        """Let the files and links of a snapshot stand here; a ClickException where there is no room for them."""
        for path, entry in snapshot.items():
            if path not in self._done:
                self._done.add(path)
                try:
                    _put(os.path.join(self.root, path), entry)
                except OSError as error:
                    raise _unwritable(os.path.dirname(self.root), error) from None


def _put(at: str, entry: Entry) -> None:
    os.makedirs(os.path.dirname(at), 0o700, exist_ok=True)
    if entry.kind == "link":
        os.symlink(entry.data, os.fsencode(at))
    else:
        with open(at, "xb") as file:
            file.write(entry.data)


def _unwritable(folder: str, error: OSError) -> click.ClickException:
    return click.ClickException(f"`{folder}` cannot be written: {error.strerror}; set TMPDIR to another folder.")


@contextmanager
def rooms() -> Iterator[str]:
    """Give a new private folder, which is removed with all that stands in it."""
    base = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - the folder is new, private and has a random name
    path = os.path.join(os.path.realpath(base), f"pipec-diff-{os.urandom(8).hex()}")
    try:
        os.mkdir(path, 0o700)
    except OSError as error:
        raise _unwritable(base, error) from None
    try:
        yield path
    finally:
        _remove(path)


def _remove(path: str) -> None:
    for folder, folders, names in os.walk(path, topdown=False):
        for name in (*names, *folders):
            at = os.path.join(folder, name)
            with suppress(OSError):
                if os.path.isdir(at) and not os.path.islink(at):
                    os.rmdir(at)
                else:
                    os.unlink(at)
    with suppress(OSError):
        os.rmdir(path)
