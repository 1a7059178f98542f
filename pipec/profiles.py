"""Which targets are compiled for, and with which profiles."""

from collections.abc import Mapping
from typing import NamedTuple

from compiler.backends import TARGETS
from compiler.diagnostics import Diagnostic
from compiler.emission import load_backend
from compiler.frontend.profiles import default_profile, load_profiles
from compiler.ir.profile import Profile
from compiler.source import Source

from ._version import __version__

Options = Mapping[str, tuple[tuple[str, str], ...]]


class Chosen(NamedTuple):
    """The profiles of the chosen targets, in the order of TARGETS."""

    profiles: tuple[Profile, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
