"""`pipec audit`: the chain of events."""

from collections.abc import Mapping
from typing import ClassVar

import click

from ...cli import LazyGroup

COMMANDS: dict[str, str] = {
    "verify": "Find events that were altered, taken out, put in or moved.",
    "show": "List events: who did what to what, when and why.",
    "head": "Print the hash of the last event, to be kept elsewhere.",
}
"""Name to its line in the overview; the module is `pipec.commands.audit.NAME` with a command `command`."""


class AuditGroup(LazyGroup):
    """The commands of `pipec audit`."""

    lines: ClassVar[Mapping[str, str]] = COMMANDS
    place: ClassVar[str] = __name__


@click.command(cls=AuditGroup)
def command() -> None:
    """Verify and show the record of what was done.

    Everything that happens to runs is an event, and each event holds the hash of the one before. What was altered
    afterwards is found. Whoever can write the state directory could make the whole chain anew or cut its end: against
    that, keep its head elsewhere, or sign events with a key that PIPEC_AUDIT_KEY_FILE names.

    \b
    Examples:
      pipec audit verify
      pipec audit show latest --limit 20
      pipec audit head > /mnt/elsewhere/head
      pipec audit verify --anchor "$(cat /mnt/elsewhere/head)"

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
