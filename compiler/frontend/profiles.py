"""Target profiles: the tables `[targets.NAME]` of the `.pipec.toml` nearest to a pipeline."""

# ruff: noqa: PTH100, PTH116, PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from ..diagnostics import Diagnostic, Span, sort_key
from ..ir.profile import Profile, default_profile
from ..source import Source

__all__ = ["FILE_NAME", "Engine", "Profiles", "default_profile", "load_profiles", "parse", "read_profile"]

FILE_NAME: Final = ".pipec.toml"


Reader = Callable[[str, str], Source | Diagnostic | None]


class Engine(NamedTuple):
    """What a target's backend knows of its engine's versions."""

    versions: tuple[str, ...]
    default_version: str


class Profiles(NamedTuple):
    """A profile for every target; `source` is the file they come from, when there is one that can be read."""

    profiles: dict[str, Profile]
    diagnostics: tuple[Diagnostic, ...] = ()
    source: Source | None = None


def load_profiles(
    root: str,
    engines: Mapping[str, Engine],
    tool_version: str = "",
    read: Reader | None = None,
    folder: str = "",
) -> Profiles:
    """Return the profiles of all `engines` (by target) for a pipeline in `folder` of the repository at `root`.

    They come from the nearest `.pipec.toml`, upwards from `folder` (the root itself when empty) to the root, whole:
    of files further up nothing is taken. `read` takes a path and its name in diagnostics, and returns its source, what
    is wrong with it, or None when it is absent; by default the file system. A key that is wrong is reported and keeps
    its default; of a file that is no TOML nothing is taken.
    """
    defaults = {name: default_profile(name, each.default_version, tool_version) for name, each in engines.items()}
    source = _nearest(root, folder or root, read or read_profile)
    if source is None:
        return Profiles(defaults)
    if isinstance(source, Diagnostic):
        return Profiles(defaults, (source,))
    data = parse(source)
    if isinstance(data, Diagnostic):
        return Profiles(defaults, (data,), source)
    from .profile_keys import read_profiles

    found, diagnostics = read_profiles(source, data, engines, defaults)
    return Profiles(found, tuple(sorted(diagnostics, key=sort_key)), source)


def has_profile(root: str, folder: str) -> bool:
    """Tell whether a profile counts for the pipelines in `folder`."""
    return _nearest(root, folder, read_profile) is not None


def _nearest(root: str, folder: str, read: Reader) -> Source | Diagnostic | None:
    """Return the first profile from `folder` upwards; the root is the last to be asked, and the only one outside."""
    top, at = os.path.abspath(root), os.path.abspath(folder)
    while at.startswith(top.rstrip("/") + "/"):
        path = os.path.join(at, FILE_NAME)
        found = read(path, os.path.relpath(path, top))
        if found is not None:
            return found
        at = os.path.dirname(at)
    return read(os.path.join(root, FILE_NAME), FILE_NAME)


def read_profile(path: str, name: str = FILE_NAME) -> Source | Diagnostic | None:
    """Read the file at `path`, called `name` in diagnostics; None when there is none, for the price of one `stat`."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        pass  # the reader below says why
    from .files import read_source

    return read_source(path, name)


def parse(source: Source) -> dict[str, Any] | Diagnostic:
    """Return the document's data, or the diagnostic of its first syntax error."""
    import tomllib

    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        from .rules.profile_syntax import profile_syntax

        return profile_syntax(source, str(error))
    except RecursionError:
        from .rules.profile_syntax import too_deep

        return too_deep(Span(source.path, 0, 0))
    except ValueError:  # an integer of more digits than the interpreter reads
        from .rules.profile_syntax import too_long

        return too_long(Span(source.path, 0, 0))
