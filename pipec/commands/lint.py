"""`pipec lint`: every mistake of every file, in one pass, without emitting anything."""

import click

from compiler.diagnostics import Diagnostic

from ..control.control import Asked
from ..control.controls import Controls
from ..control.options import control_options
from ..control.shown import Judge, Shown, show
from ..faults import INTERNAL, say_bug
from ..linting import Result, lint_files
from ..options import PATH, color_options, files_argument, format_option, value_options
from ..output import counted, print_diagnostics
from ..progress import Progress
from ..repairs.options import RepairCommand, Wanted, repair_options
from ..reports import FORMATS
from ..selection import select_paths
from ..streams import write
from ..values import Values, read_values


@click.command(cls=RepairCommand)
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
@repair_options
@control_options
@click.option("--statistics", is_flag=True, help="Count the findings by rule instead of showing them.")
@click.option("--show-settings", is_flag=True, help="Show which settings count for each file, and lint nothing.")
@color_options
def command(
    files: tuple[str, ...],
    asked: Asked,
    variables: tuple[str, ...],
    var_files: tuple[str, ...],
    format_: str,
    output: str | None,
    shellcheck: bool | None,
    fix: bool,
    fix_unsafe: bool,
    diff: bool,
    statistics: bool,
    show_settings: bool,
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
      pipec lint --fix
      pipec lint --fix=unsafe --diff
      pipec lint --format sarif --output pipec.sarif
      git show HEAD:pipeline.yaml | pipec lint -

    Which rules are shown, and how seriously, says the nearest .pipec.toml or pyproject.toml; `pipec schema config`
    describes it.

    Exit codes: 0 nothing found (hints count with --strict only), 1 findings, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    values = read_values(variables, var_files)
    controls, paths = Controls(asked), select_paths(files)
    if show_settings:
        from ..control.settings_table import print_settings

        return print_settings(paths, controls, format_)
    results = _lint(paths, values, controls, shellcheck=shellcheck, quiet=quiet)
    wanted = Wanted(fix or fix_unsafe, fix_unsafe, diff)
    if wanted.any:
        from ..repairs.command import Work, repair_files

        work = Work(values.given, controls, shellcheck)
        ended = repair_files(paths, results, work, wanted, color=color, quiet=quiet)
        if ended is not None:
            return ended
        results = _lint(paths, values, controls, shellcheck=shellcheck, quiet=quiet)
    judge = Judge(results, asked, whole=not files, shellcheck=shellcheck)
    shown = show(results, _each_once(results), controls, judge)
    found = shown.found
    code = INTERNAL if any(result.bug for result in results) else int(shown.failed)
    if statistics:
        from ..control.statistics import print_statistics

        print_statistics(found, results, format_)
        if format_ == "text" and not quiet:
            write(_summary(shown, results))
    else:
        place = "" if output == "-" else output or ""
        if format_ != "text" or place:
            _report(format_, place, results, found, values, code)
        if format_ == "text" or place:
            _print_text(results, values, color=color, quiet=quiet, shown=shown)
    for result in results:
        if result.bug:
            say_bug(result.bug)
    return code


def _lint(
    paths: tuple[str, ...], values: Values, controls: Controls, *, shellcheck: bool | None, quiet: bool
) -> list[Result]:
    progress = Progress(len(paths), quiet=quiet)
    try:
        return lint_files(paths, values.given, progress.tell, shellcheck=shellcheck, controls=controls)
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


def _print_text(results: list[Result], values: Values, *, color: str, quiet: bool, shown: Shown) -> None:
    for result, diagnostics in zip(results, shown.found, strict=True):
        print_diagnostics(diagnostics, {**values.sources, **result.sources}, color=color, quiet=quiet)
    if not quiet:
        write(_summary(shown, results))


def _summary(shown: Shown, results: list[Result]) -> str:
    files = sum(1 for result in results if not result.bug)
    found = [item for each in shown.found for item in each]
    told = "nothing new" if shown.hidden else "nothing found"
    if found:
        from compiler.diagnostics.render_text import summarize

        told = summarize(found)
    if shown.hidden:
        told += f", {shown.hidden:,} in the baseline"
    lines = [*shown.written, f"{counted(files, 'file')} checked: {told}"]
    if shown.stale:
        lines.append(f"{shown.stale:,} in the baseline found no more; `pipec lint --write-baseline` writes it anew")
    return "".join(f"{line}\n" for line in lines)


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
