"""`--fix`, `--fix=unsafe` and `--diff`."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])

_VALUES = {"--fix=safe": "--fix", "--fix=unsafe": "--fix-unsafe"}


class Wanted(NamedTuple):
    """Which repairs are wanted, and whether they are shown instead of made."""

    fix: bool
    unsafe: bool
    diff: bool

    @property
    def any(self) -> bool:
        """Whether repairs are wanted at all."""
        return self.fix or self.diff


class RepairCommand(click.Command):
    """A command whose `--fix` takes a value with `=` alone, so that a file may follow a bare one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; raises a usage error for an unknown kind of repair."""
        end = args.index("--") if "--" in args else len(args)
        unknown = [word for word in args[:end] if word.startswith("--fix=") and word not in _VALUES]
        if unknown:
            kind = unknown[0].partition("=")[2]
            raise click.UsageError(f"`--fix={kind}`: there is no such kind of repair. There are: safe, unsafe.", ctx)
        return super().parse_args(ctx, [*(_VALUES.get(word, word) for word in args[:end]), *args[end:]])


def repair_options(function: Function) -> Function:
    """`--fix`, `--fix=unsafe`, `--diff`."""
    for option in (
        click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing."),
        click.option("--fix-unsafe", is_flag=True, hidden=True),
        click.option(
            "--fix",
            is_flag=True,
            help="Make the repairs that surely keep or restore what the pipeline means; --fix=unsafe makes all.",
        ),
    ):
        function = option(function)
    return function
