"""Which targets are compiled for, and with which profiles."""

from collections.abc import Mapping
from typing import NamedTuple

from compiler.backends import TARGETS
from compiler.diagnostics import NOWHERE, Diagnostic
from compiler.emission import load_backend
from compiler.frontend.profiles import Engine, load_profiles
from compiler.ir.profile import Profile
from compiler.source import Source

from ._version import __version__
from .target_versions import Versions, with_versions

Options = Mapping[str, tuple[tuple[str, str], ...]]


class Chosen(NamedTuple):
    """The profiles of the chosen targets, in the order of TARGETS."""

    profiles: tuple[Profile, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def choose_profiles(
    root: str, targets: tuple[str, ...], options: Options, folder: str = "", versions: Versions = ()
) -> Chosen:
    """Return the profiles of `targets`; without any, of the targets that the configuration names, else of all.

    The nearest configuration counts, from the pipeline's `folder` (the root when empty) upwards to the root. `options`
    and `versions` are of the command line, by target.
    """
    loaded = load_profiles(root, known_engines(), __version__, folder=folder)
    wanted = targets or _named(loaded.profiles) or TARGETS
    found = with_versions(_located(loaded.profiles), versions)
    profiles = tuple(
        found[name]._replace(options=(*found[name].options, *options.get(name, ())))
        for name in TARGETS
        if name in wanted
    )
    sources = {} if loaded.source is None else {loaded.source.path: loaded.source}
    return Chosen(profiles, loaded.diagnostics, sources)


def known_engines() -> dict[str, Engine]:
    """Return what the backends know of their engines' versions, by target."""
    backends = {name: load_backend(name) for name in TARGETS}
    return {name: Engine(backend.versions, backend.default_version) for name, backend in backends.items()}


def _located(profiles: Mapping[str, Profile]) -> dict[str, Profile]:
    """Return the profiles; manifests say of Nomad's environments the place that its jobs have."""
    nomad = profiles["nomad"]
    deploy = profiles["deploy"]._replace(datacenters=nomad.datacenters, namespace=nomad.namespace, region=nomad.region)
    return {**profiles, "deploy": deploy}


def named_profiles(
    profiles: Mapping[str, Profile], targets: tuple[str, ...] = (), versions: Versions = ()
) -> tuple[Profile, ...]:
    """Return the profiles of `targets`, without any of those that the configuration names, in the order of TARGETS."""
    located, wanted = with_versions(_located(profiles), versions), targets or _named(profiles)
    return tuple(located[name] for name in TARGETS if name in wanted)


def _named(profiles: Mapping[str, Profile]) -> tuple[str, ...]:
    return tuple(name for name in TARGETS if name in profiles and profiles[name].origin is not NOWHERE)
