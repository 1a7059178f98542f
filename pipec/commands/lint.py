"""`pipec lint`: every mistake of every file, in one pass, without emitting anything."""

import sys

import click

from compiler.diagnostics import Diagnostic
from compiler.source import Source

from ..linting import Result, lint_files
from ..options import color_options, files_argument, format_option, value_options
from ..output import counted, print_diagnostics, print_json
from ..selection import select_paths
from ..values import read_values


@click.command()
@files_argument
@value_options
@format_option
@color_options
def command(
    files: tuple[str, ...], variables: tuple[str, ...], var_files: tuple[str, ...], format_: str, color: str, quiet: bool
) -> int:
    """Find every mistake in pipeline files.

    FILES are pipeline files or folders, `-` is standard input; without any, the repository's own are checked. A file
    that cannot be read is reported, and the others are checked all the same.

    \b
    Examples:
      pipec lint
      pipec lint deploy/pipeline.yaml
      git show HEAD:pipeline.yaml | pipec lint -

    Exit codes: 0 nothing found (hints do not count), 1 findings, 2 usage, 3 internal error.
    """
    given, sources = read_values(variables, var_files)
    results = lint_files(select_paths(files), given)
    if format_ == "json":
        _print_json(results, sources)
    else:
        _print_text(results, sources, color=color, quiet=quiet)
    return int(any(item.severity != "hint" for result in results for item in result.diagnostics))


def _print_text(results: list[Result], sources: dict[str, Source], *, color: str, quiet: bool) -> None:
    found: list[Diagnostic] = []
    for result in results:
        found.extend(result.diagnostics)
        print_diagnostics(
            result.diagnostics, {**sources, **result.sources}, color=color, quiet=quiet, stream=sys.stdout
        )
    if not quiet:
        print(_summary(found, len(results)))


def _summary(found: list[Diagnostic], files: int) -> str:
    if not found:
        return f"{counted(files, 'file')} checked: nothing found"
    from compiler.diagnostics.render_text import summarize

    return f"\n{counted(files, 'file')} checked: {summarize(found)}"


def _print_json(results: list[Result], sources: dict[str, Source]) -> None:
    from compiler.diagnostics.render_json import to_json

    found = [item for result in results for item in result.diagnostics]
    every = dict(sources)
    for result in results:
        every.update(result.sources)
    print_json(to_json(found, every))
