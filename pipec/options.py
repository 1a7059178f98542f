"""Options that several commands share, and how what they are given is checked."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar

import click

from .completing import complete_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    Choice = click.Choice[str]
else:
    Choice = click.Choice  # generic since click 8.2 only

Function = TypeVar("Function", bound=Callable[..., Any])

PATH = click.Path(readable=False)
"""A path that is completed as one. Whether it can be read is said by whoever reads it, and stops no other file."""


class Word(Choice):
    """One of a few words; an unknown one is told with the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, or raise a usage error that says which one was probably meant."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(_unknown(str(value), tuple(self.choices)), param, ctx)


def _unknown(value: str, known: Sequence[str]) -> str:
    return f"`{value}` is unknown. {did_you_mean(value, known)}"


def did_you_mean(value: str, known: Sequence[str]) -> str:
    """Return a sentence that names what was probably meant, or all that there is."""
    from compiler.diagnostics.nearest import nearest

    near = nearest(value, known)
    if near:
        return f"Did you mean `{near}`?"
    return f"There are: {', '.join(known)}." if known else "There are none."


def refuse_name(kind: str, value: str, known: Sequence[str]) -> NoReturn:
    """Raise the usage error of a name that is unknown."""
    raise click.UsageError(f"There is no {kind} `{value}`. {did_you_mean(value, known)}")


def files_argument(function: Function) -> Function:
    """FILES: pipeline files, `-` for standard input; without any, the repository's own."""
    return click.argument("files", nargs=-1, type=PATH, metavar="[FILES]...")(function)


def file_argument(function: Function) -> Function:
    """FILE: one pipeline file, `-` for standard input; without it, the repository's only one."""
    return click.argument("file", required=False, type=PATH)(function)


def color_options(function: Function) -> Function:
    """How output looks: `--color`, `--quiet`."""
    for option in (
        click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
        click.option(
            "--color",
            type=Word(["auto", "always", "never"]),
            default="auto",
            help="When to colour. auto: on a terminal, unless NO_COLOR is set.",
        ),
    ):
        function = option(function)
    return function


def format_option(
    *words: str, help: str = "text for people, json (versioned) for machines."
) -> Callable[[Function], Function]:
    """`--format`, the first word by default."""
    return click.option("--format", "format_", type=Word(words), default=words[0], show_default=True, help=help)


def value_options(function: Function) -> Function:
    """Values of parameters: `--var`, `--var-file`."""
    for option in (
        click.option(
            "--var-file",
            "var_files",
            multiple=True,
            type=PATH,
            metavar="FILE",
            help="Read values from a YAML or JSON map.",
        ),
        click.option(
            "--var",
            "variables",
            multiple=True,
            metavar="NAME=VALUE",
            shell_complete=complete_values,
            help="Give a declared parameter a value.",
        ),
    ):
        function = option(function)
    return function
