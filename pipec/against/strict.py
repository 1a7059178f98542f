"""`pipec plan` fails as `pipec diff` does where it compares: with `--against`, 2 says that there are changes."""

from typing import Any, Final

import click

from ..strictness import Strict

OPTION: Final = "--against"


class StrictAgainst(Strict):
    """A command of which every failure is 1 where `--against` is on the command line, and as usual where it is not."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._compares = False

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the command line."""
        self._compares = any(each.partition("=")[0] == OPTION for each in args)
        make = super().make_context if self._compares else super(Strict, self).make_context
        return make(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; what stands after `--` is a file."""
        return super(Strict, self).parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        return super().invoke(ctx) if self._compares else super(Strict, self).invoke(ctx)
