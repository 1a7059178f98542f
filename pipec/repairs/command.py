"""What `pipec lint --fix` and `--diff` do with the files that they were given."""

# ruff: noqa: PTH109, PTH118 - pathlib costs 2 ms at start-up

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

import click

from compiler.frontend.parameters import Given

from ..control.controls import Controls
from ..diffs import print_diff
from ..linting import Result
from ..output import counted, print_diagnostics
from ..selection import SHOWN_INPUT, STANDARD_INPUT, Unreadable, read_request
from ..streams import warn, write
from .files import Repairs, has_repair, looker, repair_paths, write_changes
from .options import Wanted
from .rounds import with_texts

FINDINGS = 1
"""The exit code of what was not repaired."""


class Work(NamedTuple):
    """What the files are linted with."""

    given: Mapping[str, Given]
    controls: Controls
    shellcheck: bool | None


def repair_files(
    paths: tuple[str, ...], results: list[Result], work: Work, wanted: Wanted, *, color: str, quiet: bool
) -> int | None:
    """Repair what was linted, or show how; the exit code, None where what is left is yet to be told.

    The text of standard input goes to standard output, and what is left in it to standard error.
    """
    if STANDARD_INPUT in paths and len(paths) > 1:
        raise click.UsageError("`-` is repaired alone: its text goes to standard output.")
    repairs = find_repairs(results, work, wanted)
    if wanted.diff:
        return show_diff(repairs, color=color, quiet=quiet)
    if paths == (STANDARD_INPUT,):
        return print_repaired(repairs, work, wanted, color=color, quiet=quiet)
    return None if write_repairs(repairs, quiet=quiet) else FINDINGS


def find_repairs(results: list[Result], work: Work, wanted: Wanted) -> Repairs:
    """Return the repairs of all files that have some, made in memory."""
    paths = [result.path for result in results if has_repair(result, unsafe=wanted.unsafe)]
    look = looker(work.controls, unsafe=wanted.unsafe, shellcheck=work.shellcheck)
    return repair_paths(paths, lambda path: read_request(path, work.given), look, unsafe=wanted.unsafe)


def show_diff(repairs: Repairs, *, color: str, quiet: bool) -> int:
    """Print what would change as a unified diff; 1 where something would."""
    print_diff(repairs.changes, {os.path.join(os.getcwd(), SHOWN_INPUT): SHOWN_INPUT}, color=color)
    if not quiet:
        warn(_told(repairs, "would be made"))
    return int(bool(repairs.changes))


def write_repairs(repairs: Repairs, *, quiet: bool) -> bool:
    """Write what changes and say how much; False where a file could not be written, which is said too."""
    failed = list(write_changes(repairs.changes))
    for change, reason in failed:
        warn(f"pipec: `{os.path.relpath(change.path)}` is not repaired: {reason}")
    if repairs.changes and not quiet and not failed:
        warn(_told(repairs, "made"))
    return not failed


def print_repaired(repairs: Repairs, work: Work, wanted: Wanted, *, color: str, quiet: bool) -> int:
    """Write standard input's text, repaired, to standard output; tell what is left."""
    request = read_request(STANDARD_INPUT, work.given)
    if isinstance(request, Unreadable):
        print_diagnostics([request.diagnostic], {}, color=color, quiet=quiet, stream=sys.stderr)
        return FINDINGS
    request = with_texts(request, {change.path: change.after for change in repairs.changes})
    write(request.source.text)
    left = looker(work.controls, unsafe=wanted.unsafe, shellcheck=work.shellcheck)(request)
    print_diagnostics(left.diagnostics, left.sources, color=color, quiet=quiet, stream=sys.stderr)
    if not quiet:
        warn(_told(repairs, "made"))
    control = work.controls.of(STANDARD_INPUT)
    return FINDINGS if any(control.counts(item) for item in left.diagnostics) else 0


def _told(repairs: Repairs, what: str) -> str:
    if not repairs.changes:
        return "nothing to repair"
    return f"{counted(len(repairs.made), 'repair')} {what} in {counted(len(repairs.changes), 'file')}"
