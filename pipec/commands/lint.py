"""`pipec lint`: every mistake of every file, in one pass, without emitting anything."""

import click

from compiler.diagnostics import Diagnostic
from compiler.source import Source

from ..faults import INTERNAL, say_bug
from ..linting import Result, lint_files
from ..options import color_options, files_argument, format_option, value_options
from ..output import counted, print_diagnostics, print_json
from ..progress import Progress
from ..selection import select_paths
from ..streams import write
from ..values import Values, read_values


@click.command()
@files_argument
@value_options
@format_option("text", "json")
@color_options
def command(
    files: tuple[str, ...],
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Find every mistake in pipeline files.

    FILES are pipeline files or folders, `-` is standard input; without any, the repository's own are checked. A file
    that cannot be read is reported, and the others are checked all the same. Findings go to standard output.

    \b
    Examples:
      pipec lint
      pipec lint deploy/pipeline.yaml
      git show HEAD:pipeline.yaml | pipec lint -

    Exit codes: 0 nothing found (hints do not count), 1 findings, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    values = read_values(variables, var_files)
    results = _lint(select_paths(files), values, quiet=quiet)
    found = _each_once(results)
    if format_ == "json":
        _print_json(results, found, values)
    else:
        _print_text(results, found, values, color=color, quiet=quiet)
    for result in results:
        if result.bug:
            say_bug(result.bug)
    if any(result.bug for result in results):
        return INTERNAL
    return int(any(item.severity != "hint" for each in found for item in each))


def _lint(paths: tuple[str, ...], values: Values, *, quiet: bool) -> list[Result]:
    progress = Progress(len(paths), quiet=quiet)
    try:
        return lint_files(paths, values.given, progress.tell)
    finally:
        progress.close()


def _each_once(results: list[Result]) -> list[list[Diagnostic]]:
    """Return each file's diagnostics without those that an earlier one had: of a fragment that both include."""
    seen: set[Diagnostic] = set()
    found = []
    for result in results:
        found.append([item for item in result.diagnostics if item not in seen])
        seen.update(result.diagnostics)
    return found


def _print_text(
    results: list[Result], found: list[list[Diagnostic]], values: Values, *, color: str, quiet: bool
) -> None:
    for result, diagnostics in zip(results, found, strict=True):
        print_diagnostics(diagnostics, {**values.sources, **result.sources}, color=color, quiet=quiet)
    if not quiet:
        write(_summary([item for each in found for item in each], sum(1 for result in results if not result.bug)))


def _summary(found: list[Diagnostic], files: int) -> str:
    if not found:
        return f"{counted(files, 'file')} checked: nothing found\n"
    from compiler.diagnostics.render_text import summarize

    return f"{counted(files, 'file')} checked: {summarize(found)}\n"


def _print_json(results: list[Result], found: list[list[Diagnostic]], values: Values) -> None:
    from compiler.diagnostics.render_json import to_json

    sources: dict[str, Source] = dict(values.sources)
    for result in results:
        sources.update(result.sources)
    print_json(
        {**to_json([item for each in found for item in each], sources), "files": [item.path for item in results]}
    )
