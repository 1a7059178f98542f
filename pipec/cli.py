"""The command line: which commands there are; each is imported when it is called."""

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click

from ._version import __version__

COMMANDS: dict[str, str] = {
    "compile": "Emit Nomad jobs, Compose files, Woodpecker configuration and deploy manifests.",
    "lint": "Find every mistake in pipeline files, without emitting anything.",
    "run": "Run the jobs of a pipeline on this machine.",
    "resume": "Go on with a run that was killed or paused.",
    "clean": "End and remove what interrupted runs left.",
    "artifact": "List, show, fetch, add, pin, verify and collect what jobs kept.",
    "lock": "Lock the images of a pipeline to their digests.",
    "fmt": "Lay out pipeline files in one canonical way.",
    "plan": "Print what a pipeline means, as text or JSON.",
    "diff": "Say what a change does: compare revisions, folders or bundles by meaning.",
    "graph": "Draw the jobs and their order.",
    "explain": "Explain a diagnostic's code, or the line that caused an emitted node.",
    "status": "Show how a run stands: its jobs, and what it waits for.",
    "history": "List runs, the newest first.",
    "watch": "Follow a run of another process until it ends.",
    "report": "Report on a run as text, HTML page, JSON or metrics.",
    "logs": "Print what the steps of a run wrote, or follow it.",
    "pause": "Let a run start no more jobs until it is resumed.",
    "cancel": "End a run, also one of another process.",
    "approve": "Let a job start that waits for approval.",
    "reject": "Let a job fail that waits for approval.",
    "audit": "Verify and show the record of what was done.",
    "action": "Perform one action of a pipeline; emitted jobs call it.",
    "lsp": "Serve an editor: diagnostics, completion, navigation, fixes.",
    "schema": "Print a JSON Schema, for editors and other tools.",
    "init": "Write a commented starter pipeline.",
    "completion": "Print what a shell needs to complete commands, options and names.",
}
"""Name to its line in the overview; the module is `pipec.commands.NAME` with a command `command`."""


class LazyGroup(click.Group):
    """A group that imports a command's module only to run it or to show its own help."""

    lines: ClassVar[Mapping[str, str]] = COMMANDS
    place: ClassVar[str] = f"{__package__}.commands"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of their use."""
        del ctx
        return list(self.lines)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, None when there is none."""
        del ctx
        if cmd_name not in self.lines:
            return None
        module = import_module(f"{self.place}.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; an unknown one is told with the nearest name."""
        if args and args[0] not in self.lines and not args[0].startswith("-"):
            from .options import refuse_name

            refuse_name("command", args[0], tuple(self.lines))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview without importing any command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(self.lines.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="pipec %(version)s")
def cli() -> None:
    """Compile one pipeline file to what your engines run, or run its jobs here.

    \b
    Examples:
      pipec init                     write a starter pipeline.yaml
      pipec lint                     check every pipeline of this repository
      pipec compile --out dist       emit everything that pipeline.yaml asks for
      pipec run                      run its jobs on this machine

    Exit codes: 0 clean, 1 findings or a failure, 2 usage, 3 internal error, 130 interrupted.

    `pipec completion SHELL` teaches your shell the rest of a command line.
    """  # noqa: D301 - click wants the character
