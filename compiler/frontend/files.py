"""From paths to text: which files are pipelines, how one is read, and which may be included."""

# ruff: noqa: PTH100, PTH112, PTH114, PTH115, PTH116, PTH118, PTH120, PTH123 - pathlib costs 2 ms at start-up

import errno
import os
import stat
from collections.abc import Callable, Iterator
from typing import Final

from ..diagnostics import Diagnostic, Span
from ..source import Source
from .tree import Scalar

MAX_BYTES: Final = 16 * 1024 * 1024
"""A pipeline of 10,000 jobs has 6 MB; what is larger was made by accident, or to exhaust the reader."""

_SKIPPED: Final = frozenset({"node_modules", "__pycache__", "venv", "vendor"})
_FOREIGN: Final = frozenset({".git", "pyvenv.cfg", "CACHEDIR.TAG"})
"""A folder with one of these is another repository, a virtual environment or a cache."""

_UTF16_32: Final = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\0\0\xfe\xff", "UTF-32"))


def read_source(path: str, display: str, asked: Span | None = None) -> Source | Diagnostic:
    """Return the text of the file at `path`, named `display` in diagnostics, or what is wrong with it.

    `asked` is where the file was asked for: the diagnostic of a file that cannot be opened stands there (an
    `include`) or, without it, at the file itself. Never blocks, whatever `path` is; reads at most `MAX_BYTES` + 1.
    """
    data = _read(path)
    if isinstance(data, str):
        from .rules import unreadable_file

        return unreadable_file.unreadable_file(asked or Span(display, 0, 0), display, data)
    return decode_source(display, data, asked)


def decode_source(display: str, data: bytes, asked: Span | None = None) -> Source | Diagnostic:
    """Return the text of `data`, such as standard input, without a byte order mark, or what is wrong with it."""
    if len(data) > MAX_BYTES:
        from .rules import unreadable_file

        reason = f"is larger than {MAX_BYTES // 1024 // 1024} MiB"
        return unreadable_file.unreadable_file(asked or Span(display, 0, 0), display, reason)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        from .rules import not_utf8

        encoding = next((name for mark, name in _UTF16_32 if data.startswith(mark)), "")
        return not_utf8.not_utf8(display, data, error.start, encoding)
    return Source(display, text.removeprefix("\ufeff"))


def _read(path: str) -> bytes | str:
    """Return the bytes of a regular file, or why there are none, as the end of a sentence about the file."""
    try:
        kind = _kind(os.stat(path).st_mode)
        if kind:
            return f"is {kind}, not a file"
        # A link may have been changed in between: never wait for a pipe, and look again.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb", buffering=0) as file:
            kind = _kind(os.fstat(descriptor).st_mode)
            return f"is {kind}, not a file" if kind else _read_all(file.read)
    except (OSError, ValueError) as error:
        return _reason(path, error)


def _read_all(read: Callable[[int], bytes | None]) -> bytes:
    chunks: list[bytes] = []
    left = MAX_BYTES + 1
    while left > 0:
        chunk = read(left)
        if not chunk:
            break
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _kind(mode: int) -> str:
    """Return what a path with `mode` is, if it is no regular file."""
    if stat.S_ISREG(mode):
        return ""
    if stat.S_ISDIR(mode):
        return "a directory"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a named pipe" if stat.S_ISFIFO(mode) else "a device"


def _reason(path: str, error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return "has a NUL byte in its name"
    if error.errno == errno.ENOENT and os.path.islink(path):
        return f"is a link to `{os.readlink(path)}`, which does not exist"
    reasons = {
        errno.ENOENT: "does not exist",
        errno.ENOTDIR: "does not exist: a part of its path is no directory",
        errno.EACCES: "may not be read: permission denied",
        errno.EPERM: "may not be read: permission denied",
        errno.ELOOP: "is a link that leads to itself",
        errno.ENAMETOOLONG: "has a name that is too long",
    }
    return reasons.get(error.errno or 0) or f"cannot be read: {os.strerror(error.errno or 0)}"


def find_root(path: str) -> str:
    """Return the absolute folder of the nearest `.git` (a folder, or a worktree's file) upwards, else the file's."""
    folder = os.path.abspath(path)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    at = folder
    while not os.path.lexists(os.path.join(at, ".git")):
        parent = os.path.dirname(at)
        if parent == at:
            return folder
        at = parent
    return at


def is_pipeline(path: str) -> bool:
    """Return whether `path`, relative to the root and with `/`, names a pipeline."""
    *folders, name = path.split("/")
    if name == "pipeline.yaml" or name.endswith(".pipeline.yaml"):
        return True
    return ".pipec" in folders and name.endswith(".yaml") and not name.endswith(".fragment.yaml")


def find_pipelines(root: str) -> list[str]:
    """Return the pipeline files under `root`, relative to it with `/`, sorted.

    Hidden folders (but `.pipec`), installed packages, caches, virtual environments and other repositories are left
    out, links to folders are not followed, and folders that may not be read count as empty.
    """
    return sorted(path for path in _walk(root, "") if is_pipeline(path))


def find_fragments(root: str) -> list[str]:
    """Return the files under `root` that are named `*.fragment.yaml`, searched for and named as pipelines are."""
    return sorted(path for path in _walk(root, "") if path.endswith(".fragment.yaml"))


def _walk(folder: str, prefix: str) -> Iterator[str]:
    pending = [(folder, prefix)]
    while pending:
        folder, prefix = pending.pop()
        try:
            with os.scandir(folder) as entries:
                found = list(entries)
        except OSError:
            continue
        if prefix and not _FOREIGN.isdisjoint(entry.name for entry in found):
            continue
        for entry in found:
            if not _is_folder(entry):
                yield prefix + entry.name
            elif is_searched(entry.name) and not entry.is_symlink():
                pending.append((entry.path, f"{prefix}{entry.name}/"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def is_searched(name: str) -> bool:
    """Return whether a folder of this name is searched for pipelines."""
    return name == ".pipec" or not (name.startswith(".") or name in _SKIPPED)


def include_target(root: str, including: str, path: Scalar) -> str | Diagnostic:
    """Return the absolute path that `path` in the file `including` names, or why it may not be included.

    It must stay inside `root` by its text and by the links on its way. The file need not exist.
    """
    from .rules import include_outside

    text = path.text
    if not text or "\0" in text:
        return include_outside.include_outside(path, "names no file")
    if text.startswith("/"):
        return include_outside.include_outside(path, "is an absolute path")
    target = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(including)), text))
    if not _is_inside(os.path.abspath(root), target):
        return include_outside.include_outside(path, "leads out of the repository")
    if not _is_inside(os.path.realpath(root), os.path.realpath(target)):
        return include_outside.include_outside(path, "is a link that leads out of the repository")
    return target


def _is_inside(root: str, path: str) -> bool:
    return path.startswith(root.rstrip("/") + "/")
