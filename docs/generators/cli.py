"""The command line, as each command's `--help` tells it."""

import click

from pipec.cli import cli

from .commands import below
from .markdown import link

WIDTH = 100
"""Columns of the help texts: what a wide terminal shows."""


def command_line() -> str:
    """Return the page: what all commands share, then each of them."""
    outer = click.Context(cli, info_name="pipec", terminal_width=WIDTH, **cli.context_settings)
    names = cli.list_commands(outer)
    parts = ["# Command line\n\n", f"{', '.join(link(f'pipec {name}') for name in names)}\n\n"]
    parts.append(f"## pipec\n\n{_help(cli, outer)}\n")
    for command, context in below(cli, outer, terminal_width=WIDTH):
        depth = context.command_path.count(" ")
        parts.append(f"#{'#' * depth} {context.command_path}\n\n{_help(command, context)}\n")
    return "".join(parts).rstrip() + "\n"


def _help(command: click.Command, context: click.Context) -> str:
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```\n"
