"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


def files_argument(function: Function) -> Function:
    """FILES: pipeline files, `-` for standard input; without any, the repository's own."""
    return click.argument("files", nargs=-1, type=click.Path(), metavar="[FILES]...")(function)


def file_argument(function: Function) -> Function:
    """FILE: one pipeline file, `-` for standard input; without it, the repository's only one."""
    return click.argument("file", required=False, type=click.Path())(function)


def color_options(function: Function) -> Function:
    """How output looks: `--color`, `--quiet`."""
    for option in (
        click.option("--quiet", "-q", is_flag=True, help="Print errors only."),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="When to colour. auto: on a terminal, unless NO_COLOR is set.",
        ),
    ):
        function = option(function)
    return function


def format_option(function: Function) -> Function:
    """`--format text|json`."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        help="text for people, json (versioned) for machines.",
    )(function)


def value_options(function: Function) -> Function:
    """Values of parameters: `--var`, `--var-file`."""
    for option in (
        click.option("--var-file", "var_files", multiple=True, metavar="FILE", help="Read values from a YAML or JSON map."),
        click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="Give a declared parameter a value."),
    ):
        function = option(function)
    return function
