"""The forges that are known, each by the module that speaks to it."""

from importlib import import_module
from typing import Final, cast

from .kinds import Forge, Kind

FORGES: Final[dict[Kind, str]] = {
    "forgejo": "gitea",
    "gitea": "gitea",
    "github": "github",
    "gitlab": "gitlab",
}

SHARED: Final[dict[str, Kind]] = {"github.com": "github", "gitlab.com": "gitlab", "codeberg.org": "forgejo"}
"""Hosts of which everybody knows what runs there."""


def load_forge(kind: Kind) -> Forge:
    """Return what speaks to a kind of forge."""
    return cast("Forge", import_module(f".{FORGES[kind]}", __package__).FORGE)
