"""Target profiles: the tables `[targets.NAME]` of the configuration nearest to a pipeline."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from ..diagnostics import Diagnostic, sort_key
from ..ir.profile import Profile, default_profile
from ..source import Source
from .configuration import FILE_NAME, Document, Finder, Reader

__all__ = ["FILE_NAME", "Engine", "Profiles", "default_profile", "has_profile", "load_profiles", "profiles_of"]


class Engine(NamedTuple):
    """What a target's backend knows of its engine's versions."""

    versions: tuple[str, ...]
    default_version: str

    def knows(self, version: str) -> bool:
        """Tell whether a version is known, or a patch release of a known one."""
        return any(re.fullmatch(rf"{re.escape(known)}(\.\d+)*", version) for known in self.versions)


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

    They come from the nearest configuration, upwards from `folder` (the root itself when empty) to the root, whole: of
    files further up nothing is taken. `read` takes a path and its name in diagnostics, and returns its source, what is
    wrong with it, or None when it is absent; by default the file system. A key that is wrong is reported and keeps its
    default; of a file that is no TOML nothing is taken.
    """
    return profiles_of(Finder(root, read).nearest(folder or root), engines, tool_version)


def profiles_of(document: Document | None, engines: Mapping[str, Engine], tool_version: str = "") -> Profiles:
    """Return the profiles that one document gives, the default ones without it, and what is wrong in its `targets`."""
    defaults = {name: default_profile(name, each.default_version, tool_version) for name, each in engines.items()}
    if document is None:
        return Profiles(defaults)
    if document.diagnostic is not None:
        return Profiles(defaults, (document.diagnostic,), document.source)
    from .profile_keys import read_profiles

    found, diagnostics = read_profiles(document, engines, defaults)
    return Profiles(found, tuple(sorted(diagnostics, key=sort_key)), document.source)


def has_profile(root: str, folder: str) -> bool:
    """Tell whether a configuration counts for the pipelines in `folder`."""
    return Finder(root).nearest(folder) is not None
