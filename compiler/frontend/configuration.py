"""Which configuration counts for a pipeline: the nearest `.pipec.toml`, or `pyproject.toml` with `[tool.pipec]`."""

# ruff: noqa: PTH100, PTH118, PTH119, PTH120 - pathlib costs 2 ms at start-up

import os
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from ..diagnostics import Diagnostic, Span
from ..source import Source

FILE_NAME: Final = ".pipec.toml"
PROJECT_NAME: Final = "pyproject.toml"
TABLES: Final = ("lint", "policy", "secrets", "targets")

Reader = Callable[[str, str], Source | Diagnostic | None]
"""From a path and its name in diagnostics to its source, what is wrong with it, or None when it is absent."""

_OURS: Final = r"""(?m:^)[ \t]*\[?[ \t]*(["']?)tool\1[ \t]*(?:\.[ \t]*(["']?)pipec\2[ \t]*[.\]=]|\]|=)"""
"""Where a `pyproject.toml` may say something to us: a header `[tool.pipec…]`, its key, or a bare `[tool]`."""


class Document(NamedTuple):
    """A configuration file: its absolute folder, its text, pipec's table in it and the keys that lead there.

    Where the file cannot be read or is no TOML, `diagnostic` says so and `data` is empty.
    """

    folder: str
    source: Source | None
    data: dict[str, Any]
    prefix: tuple[str, ...] = ()
    diagnostic: Diagnostic | None = None


class Finder:
    """Finds the document that counts for each folder of one repository; every folder is looked into once."""

    def __init__(self, root: str, read: Reader | None = None) -> None:
        self._root = os.path.abspath(root)
        self._read = read or read_file
        self._found: dict[str, Document | None] = {}

    def nearest(self, folder: str) -> Document | None:
        """Return the first document from `folder` upwards; of a folder outside the repository, that of its root."""
        at = os.path.abspath(folder)
        passed = []
        while at not in self._found and at.startswith(self._root.rstrip("/") + "/"):
            found = self._document(at)
            if found is not None:
                self._found[at] = found
                break
            passed.append(at)
            at = os.path.dirname(at)
        if at not in self._found:
            at = self._root
            self._found.setdefault(at, self._document(at))
        self._found.update(dict.fromkeys(passed, self._found[at]))
        return self._found[at]

    def _document(self, folder: str) -> Document | None:
        for name in (FILE_NAME, PROJECT_NAME):
            path = os.path.join(folder, name)
            read = self._read(path, os.path.relpath(path, self._root))
            document = None if read is None else _open(folder, read, project=name == PROJECT_NAME)
            if document is not None:
                return document
        return None


def open_document(path: str, name: str) -> Document | None:
    """Return the document at `path`, whatever it is called; None when there is none, or none of it is pipec's."""
    read = read_file(path, name)
    folder = os.path.dirname(os.path.abspath(path))
    return None if read is None else _open(folder, read, project=os.path.basename(path) == PROJECT_NAME)


def read_file(path: str, name: str) -> Source | Diagnostic | None:
    """Read the file at `path`, called `name` in diagnostics; None when there is none, for the price of one `lstat`."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        pass  # the reader below says why
    from .files import read_source

    return read_source(path, name)


def _open(folder: str, read: Source | Diagnostic, *, project: bool) -> Document | None:
    if isinstance(read, Diagnostic):
        return Document(folder, None, {}, (), read)
    if project and not ("pipec" in read.text and re.search(_OURS, read.text)):
        return None
    data = parse(read)
    if isinstance(data, Diagnostic):
        return Document(folder, read, {}, (), data)
    if not project:
        return Document(folder, read, data)
    tool = data.get("tool")
    if not isinstance(tool, dict) or "pipec" not in tool:
        return None
    return _project(folder, read, tool["pipec"])


def _project(folder: str, source: Source, table: Any) -> Document:
    prefix = ("tool", "pipec")
    if isinstance(table, dict):
        return Document(folder, source, table, prefix)
    from .rules.configuration_type import configuration_type
    from .toml_places import scan

    problem = configuration_type(scan(source).value(prefix), "tool.pipec", "a table", table)
    return Document(folder, source, {}, prefix, problem)


def parse(source: Source) -> dict[str, Any] | Diagnostic:
    """Return the document's data, or the diagnostic of its first syntax error."""
    import tomllib

    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        from .rules.configuration_syntax import configuration_syntax

        return configuration_syntax(source, str(error))
    except RecursionError:
        from .rules.configuration_syntax import too_deep

        return too_deep(Span(source.path, 0, 0))
    except ValueError:  # an integer of more digits than the interpreter reads
        from .rules.configuration_syntax import too_long

        return too_long(Span(source.path, 0, 0))
