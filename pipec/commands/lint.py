"""`pipec lint`: every mistake of every file, in one pass, without emitting anything."""

import click

from compiler.diagnostics import Diagnostic

from ..faults import INTERNAL, say_bug
from ..linting import Result, lint_files
from ..options import PATH, color_options, files_argument, format_option, value_options
from ..output import counted, print_diagnostics
from ..progress import Progress
from ..reports import FORMATS
from ..selection import select_paths
from ..streams import write
from ..values import Values, read_values


@click.command()
@files_argument
@value_options
@format_option(*FORMATS, help="text for people, concise for editors, the others for machines.")
@click.option(
    "--output", "-o", type=PATH, metavar="FILE", help="Write the report into FILE, and the text to standard output."
)
@click.option(
    "--shellcheck/--no-shellcheck",
    default=None,
    help="Whether shellcheck checks the scripts. By default where it is installed.",
)
@color_options
def command(
    files: tuple[str, ...],
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    format_: str,
    output: str | None,
    shellcheck: bool | None,
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
      pipec lint --format sarif --output pipec.sarif
      git show HEAD:pipeline.yaml | pipec lint -

    Exit codes: 0 nothing found (hints do not count), 1 findings, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    values = read_values(variables, var_files)
    results = _lint(select_paths(files), values, shellcheck=shellcheck, quiet=quiet)
    found = _each_once(results)
    code = _exit_code(results, found)
    place = "" if output == "-" else output or ""
    if format_ != "text" or place:
        _report(format_, place, results, found, values, code)
    if format_ == "text" or place:
        _print_text(results, found, values, color=color, quiet=quiet)
    for result in results:
        if result.bug:
            say_bug(result.bug)
    return code


def _exit_code(results: list[Result], found: list[list[Diagnostic]]) -> int:
    if any(result.bug for result in results):
        return INTERNAL
    return int(any(item.severity != "hint" for each in found for item in each))


def _lint(paths: tuple[str, ...], values: Values, *, shellcheck: bool | None, quiet: bool) -> list[Result]:
    progress = Progress(len(paths), quiet=quiet)
    try:
        return lint_files(paths, values.given, progress.tell, shellcheck=shellcheck)
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


def _report(
    format_: str,
    place: str,
    results: list[Result],
    found: list[list[Diagnostic]],
    values: Values,
    code: int,
) -> None:
    """Write the report into the file `place`, without one to standard output."""
    from ..reports import render_report, save

    text = render_report(format_, results, found, values, code)
    if place:
        save(place, text)
    else:
        write(text)
