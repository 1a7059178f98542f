"""The commands of the command line, those inside groups too."""

from collections.abc import Iterator

import click


def below(group: click.Group, context: click.Context, **settings: int) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield each command of a group with its context, and after a group what is in it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            inner = click.Context(command, info_name=name, parent=context, **settings)  # type: ignore[arg-type]  # the settings that click itself keeps
            yield command, inner
            if isinstance(command, click.Group):
                yield from below(command, inner, **settings)
