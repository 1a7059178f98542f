"""`pipec artifact`: what jobs kept."""

from collections.abc import Mapping
from typing import ClassVar

import click

from ...cli import LazyGroup

COMMANDS: dict[str, str] = {
    "list": "List what is kept.",
    "show": "Show what is known of an artifact, and what is in it.",
    "get": "Write an artifact to a folder or an archive.",
    "add": "Keep a file, a folder, or what is in an archive.",
    "pin": "Keep an artifact until it is unpinned.",
    "unpin": "Let retention decide on an artifact again.",
    "verify": "Read what is kept, and say what is corrupted or missing.",
    "gc": "Delete what is past its retention, and what nothing needs.",
    "serve": "Hand artifacts to the nodes that jobs run on.",
    "du": "Show how much room artifacts take.",
}
"""Name to its line in the overview; the module is `pipec.commands.artifact.NAME` with a command `command`."""


class ArtifactGroup(LazyGroup):
    """The commands of `pipec artifact`."""

    lines: ClassVar[Mapping[str, str]] = COMMANDS
    place: ClassVar[str] = __name__


@click.command(cls=ArtifactGroup)
def command() -> None:
    """List, show, fetch, add, pin, verify, serve and collect what jobs kept.

    Artifacts are stored once, by the SHA-256 of what is in them. A digest may be shortened to its first six digits.

    \b
    Examples:
      pipec artifact list --run latest
      pipec artifact get latest build dist --out dist
      pipec artifact verify
      pipec artifact gc --dry-run

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
