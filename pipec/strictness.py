"""A command whose exit code 2 means something: every failure of it is 1, a usage error too."""

import errno
from typing import Any, Final

import click

FAILED: Final = 1
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})
"""How writing to standard output fails."""


class Strict(click.Command):
    """A command that exits with 1 whatever goes wrong, and tells the words before `--` from those after it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; what stands after `--` is kept apart, and is never an option."""
        if "--" in args:
            at = args.index("--")
            args, ctx.meta["after"] = args[:at], tuple(args[at + 1 :])
        return super().parse_args(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line; a usage error is told, and exits with 1."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.exceptions.Exit:
            raise
        except click.ClickException as error:
            error.show()
            raise click.exceptions.Exit(FAILED) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and write out what it printed while failing can still be told."""
        from .streams import flush_streams

        try:
            code = super().invoke(ctx)
            flush_streams()
        except click.ClickException as error:
            error.show()
        except Exception as error:
            if isinstance(error, click.exceptions.Exit | click.Abort):
                raise
            self._say(error)
        else:
            return code
        raise click.exceptions.Exit(FAILED)

    def _say(self, error: Exception) -> None:
        from .faults import describe_bug, nowhere, say_bug
        from .streams import discard_output, warn

        why = nowhere()
        if why:
            warn(f"Error: the current directory cannot be used: {why}. Change to another one.")
        elif isinstance(error, OSError) and error.errno in _FULL and not error.filename:
            discard_output()
            warn(f"Error: standard output cannot be written: {error.strerror}.")
        elif isinstance(error, OSError) and error.errno:
            warn(f"Error: {f'{error.filename}: ' if error.filename else ''}{error.strerror}.")
        else:
            say_bug(describe_bug(error))
