"""What `pipec compile` prints about its bundles."""

# ruff: noqa: PTH118 - pathlib costs 2 ms at start-up

import os
import sys
from collections.abc import Iterable, Iterator, Mapping

from compiler.bundle_check import Difference
from compiler.diagnostics import Diagnostic
from compiler.diagnostics.terminal import visible
from compiler.driver import Request
from compiler.source import Source

from .compiling import Outcome
from .faults import say_bug
from .leftovers import Leftover
from .output import counted, print_diagnostics, print_json, wants_color
from .streams import warn, write

FORMAT_VERSION = 1


def print_outcomes(
    outcomes: Iterable[Outcome], sources: Mapping[str, Source], *, check: bool, color: str, quiet: bool
) -> None:
    """Print what was found to standard error, what was written or is stale to standard output."""
    seen: set[Diagnostic] = set()
    for outcome in outcomes:
        shown = outcome.planned.shown(emitted=True)
        new = [item for item in shown.diagnostics if item not in seen]
        seen.update(new)
        print_diagnostics(new, {**sources, **shown.sources}, color=color, quiet=quiet, stream=sys.stderr)
        _print_problems(outcome, color=color)
        if not quiet and outcome.files and not (outcome.stale or outcome.outdated or outcome.error):
            _print_success(outcome, check=check)


def _print_problems(outcome: Outcome, *, color: str) -> None:
    if outcome.bug:
        say_bug(outcome.bug)
    if outcome.error:
        warn(f"error: {outcome.planned.path}: {outcome.error}")
    if outcome.stale or outcome.outdated:
        _print_stale(outcome, color=color)
    for path in outcome.installed.kept:
        warn(
            f"error: {outcome.planned.path}: `{path}` was changed or made by hand, so it is kept; remove it to install"
        )


def _print_stale(outcome: Outcome, *, color: str) -> None:
    """Print each file that is not as it should be, and by what; what is installed like the bundle is told once."""
    from .reviewing.artifacts import painted

    colored = wants_color(color, sys.stdout)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for path, place, item, lines in stale_lines(outcome):
        again = bool(lines) and (path, lines) in seen
        seen.add((path, lines))
        shown = (" as in the bundle",) if again else lines
        write(
            "".join(
                f"{line}\n" for line in (f"{item.kind}: {place}", *(painted(each, color=colored) for each in shown))
            )
        )


def stale_lines(outcome: Outcome) -> Iterator[tuple[str, str, Difference, tuple[str, ...]]]:
    """Yield each difference of a bundle and of what is installed: its path in the bundle, its place, and what it is."""
    from .installing import PREFIX
    from .staleness import Bundle, told

    known = outcome.planned.sources, outcome.planned.plan
    for item, lines in told(Bundle(outcome.directory, outcome.files, *known), outcome.stale):
        yield item.path, _place(outcome, item.path), item, lines
    if isinstance(outcome.planned.read, Request):
        installed = Bundle(outcome.planned.read.root, outcome.files, *known, PREFIX)
        for item, lines in told(installed, outcome.outdated):
            yield PREFIX + item.path, item.path, item, lines


def print_leftovers(found: Iterable[Leftover]) -> None:
    """Print the bundles that no pipeline makes any more."""
    for each in found:
        write(f"extra: {each.directory}\n {visible(str(each))}\n")


def _place(outcome: Outcome, path: str) -> str:
    return outcome.directory if not path else os.path.join(outcome.directory, path)


def _print_success(outcome: Outcome, *, check: bool) -> None:
    verb = "is up to date" if check else "written"
    counts: dict[str, int] = {}
    for path in outcome.files:
        target, slash, _ = path.partition("/")
        if slash:
            counts[target] = counts.get(target, 0) + 1
    what = ", ".join(f"{target} {count}" for target, count in counts.items())
    shown = f"{counted(len(outcome.files), 'file')}{f': {what}' if what else ''}"
    write(f"{outcome.planned.path}: {outcome.directory} {verb} ({shown})\n")
    for path in outcome.installed.written:
        write(f"  installed {path}\n")
    for path in outcome.installed.removed:
        write(f"  removed {path}\n")


def print_outcomes_json(
    outcomes: Iterable[Outcome], sources: Mapping[str, Source], leftovers: Iterable[Leftover] = (), *, check: bool
) -> None:
    """Print everything as one JSON document, whatever went wrong."""
    print_json(
        {
            "version": FORMAT_VERSION,
            "check": check,
            "bundles": [_as_json(outcome, sources) for outcome in outcomes],
            "leftovers": [each._asdict() for each in leftovers],
        }
    )


def _as_json(outcome: Outcome, sources: Mapping[str, Source]) -> dict[str, object]:
    from compiler.diagnostics.render_json import to_json

    shown = outcome.planned.shown(emitted=True)
    return {
        "pipeline": outcome.planned.path,
        "failed": outcome.failed,
        "directory": outcome.directory or None,
        "files": sorted(outcome.files),
        "stale": [item._asdict() for item in outcome.stale],
        "outdated": [item._asdict() for item in outcome.outdated],
        "installed": outcome.installed._asdict(),
        "error": outcome.error or None,
        "internal_error": outcome.bug or None,
        "diagnostics": to_json(shown.diagnostics, {**sources, **shown.sources})["diagnostics"],
    }
