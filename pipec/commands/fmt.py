"""`pipec fmt`: one canonical layout, in which nothing means anything else than before."""

import sys

import click

from ..faults import INTERNAL, say_bug
from ..formatting import Formatted, choose_files, format_files, write_formatted
from ..options import color_options, files_argument
from ..output import counted, print_diagnostics
from ..progress import Progress
from ..selection import SHOWN_INPUT, STANDARD_INPUT
from ..streams import warn, write


@click.command()
@files_argument
@click.option("--check", is_flag=True, help="Write nothing; fail when a file is not in its layout.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change, and fail when something would.")
@color_options
def command(files: tuple[str, ...], check: bool, diff: bool, color: str, quiet: bool) -> int:
    """Lay out pipeline files in one canonical way.

    FILES are pipeline files, fragments or folders; without any, all of the repository are formatted. `-` is standard
    input, whose layout goes to standard output. Comments stay, and what the files mean stays, which is proved before
    anything is written. A file that does not load is reported and left as it is.

    \b
    Examples:
      pipec fmt
      pipec fmt --diff deploy/pipeline.yaml
      pipec fmt --check
      pipec fmt - < pipeline.yaml

    Exit codes: 0 formatted, 1 a file is not in its layout (--check, --diff), does not load or cannot be written,
    2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    results = _format(choose_files(files), quiet=quiet)
    looks = check or diff
    if not looks and files[:1] != (STANDARD_INPUT,):
        results = [write_formatted(result) for result in results]
    for result in results:
        _print_failure(result, color=color, quiet=quiet)
    if diff:
        _print_diff(results, color=color)
    if files[:1] == (STANDARD_INPUT,) and not looks:
        _print_text(results)
    elif not quiet and not (diff and not check):
        _print_summary(results, looks=looks)
    if any(result.bug for result in results):
        return INTERNAL
    return int(any(result.failed or (looks and result.changes) for result in results))


def _format(paths: tuple[str, ...], *, quiet: bool) -> list[Formatted]:
    progress = Progress(len(paths), quiet=quiet)
    try:
        return format_files(paths, progress.tell)
    finally:
        progress.close()


def _print_failure(result: Formatted, *, color: str, quiet: bool) -> None:
    print_diagnostics(result.diagnostics, result.sources, color=color, quiet=quiet, stream=sys.stderr)
    if result.error:
        warn(f"error: {result.path}: {result.error}")
    if result.bug:
        say_bug(result.bug)


def _print_text(results: list[Formatted]) -> None:
    for result in results:
        if result.before is not None:
            write(result.mark + result.after)


def _print_diff(results: list[Formatted], *, color: str) -> None:
    from ..diffs import Change, print_diff

    for result in results:
        if result.changes and result.before is not None:
            change = Change(result.path, result.before, result.after)
            print_diff([change], {result.path: _shown(result)}, color=color)


def _shown(result: Formatted) -> str:
    return SHOWN_INPUT if result.path == STANDARD_INPUT else result.path


def _print_summary(results: list[Formatted], *, looks: bool) -> None:
    changed = [result for result in results if result.changes and not result.error]
    for result in changed:
        write(f"{_shown(result)}: {'not formatted' if looks else 'formatted'}\n")
    count = counted(sum(1 for result in results if not result.bug), "file")
    left = sum(1 for result in results if result.failed and not result.bug)
    parts = [f"{len(changed):,} {'not formatted' if looks else 'formatted'}"] if changed else []
    parts += [f"{left:,} left as {'it is' if left == 1 else 'they are'}"] if left else []
    write(f"{count} checked: {', '.join(parts) or 'nothing to format'}\n")
