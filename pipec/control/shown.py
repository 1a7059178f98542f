"""What of a run's findings is shown: not what stands in a baseline, not what is too little; and writing baselines."""

# ruff: noqa: PTH100, PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import click

from compiler.diagnostics import Diagnostic
from compiler.frontend.settings import FIRST_FREE

from ..linting import Result
from .control import Asked, Control
from .controls import Controls

Counts = dict[tuple[str, str], int]
Found = list[list[Diagnostic]]

_SHELLCHECK = "PC420"


class Shown(NamedTuple):
    """For each result what is shown of it; whether that makes the exit code 1; how much the baselines hide.

    `stale` counts what stands in baselines and is found no more, `written` says what was written.
    """

    found: Found
    failed: bool
    hidden: int = 0
    stale: int = 0
    written: tuple[str, ...] = ()


def show(results: Sequence[Result], found: Found, controls: Controls, judge: "Judge") -> Shown:
    """Return what is shown of `found`, which has for each result what no result before it had.

    With `--write-baseline` all that can be known becomes known; raises a usage error where that cannot be written.
    """
    its = [controls.of(result.path) for result in results]
    baselines = {each.baseline_path: each for each in its if each.baseline_path}
    if controls.asked.write_baseline:
        written = tuple(_write(each, results, found, its, judge) for each in baselines.values())
        shown = _shown(results, found, its, lambda control, item, _: _becomes_known(control, item))
        return shown._replace(written=written)
    left = {path: dict(each.baseline.counts) for path, each in baselines.items() if each.baseline}

    def is_known(control: Control, item: Diagnostic, result: Result) -> bool:
        counts = left.get(control.baseline_path)
        return bool(counts) and control.take(item, os.path.abspath(item.span.path), result.sources, counts or {})

    shown = _shown(results, found, its, is_known)
    return shown._replace(stale=sum(judge.gone(baselines[path], counts) for path, counts in left.items()))


def _shown(
    results: Sequence[Result], found: Found, its: list[Control], is_known: Callable[[Control, Diagnostic, Result], bool]
) -> Shown:
    hidden, failed = 0, False
    kept: Found = []
    for result, items, control in zip(results, found, its, strict=True):
        new = [item for item in items if not is_known(control, item, result)]
        hidden += len(items) - len(new)
        kept.append([item for item in new if control.is_loud(item)])
        failed = failed or any(control.counts(item) for item in kept[-1])
    return Shown(kept, failed, hidden)


def _becomes_known(control: Control, item: Diagnostic) -> bool:
    from .baseline import can_be_known

    return bool(control.baseline_path) and can_be_known(item) and control.is_loud(item)


class Judge:
    """Tells of which findings a run would have told, so that their absence means something.

    `whole` says that the results are those of all pipelines of the repository, so that a fragment's findings are all
    there too; `shellcheck` is what the command line says of it.
    """

    def __init__(self, results: Sequence[Result], asked: Asked, *, whole: bool, shellcheck: bool | None) -> None:
        self._asked = asked
        self._whole = whole
        self._shellcheck = shellcheck
        self._linted = {os.path.abspath(result.path) for result in results}
        self._broken = {os.path.abspath(result.path) for result in results if _is_broken(result)}
        self._wrong = {os.path.abspath(result.path) for result in results if _is_wrong(result)}

    def gone(self, control: Control, counts: Counts) -> int:
        """Return how many of the findings left in a baseline would have been found again if they were there."""
        return sum(count for (path, kind), count in counts.items() if count and self.would_tell(control, path, kind))

    def would_tell(self, control: Control, path: str, kind: str) -> bool:
        """Tell whether a finding of this kind in the file that a baseline calls `path` would have been found."""
        place = os.path.normpath(os.path.join(os.path.dirname(control.baseline_path), path))
        if not os.path.lexists(place):
            return True
        own, code = place in self._linted, kind[:5]
        if not (own or self._whole) or not self._asked.asks(code):
            return False
        broken = place in self._broken if own else self._broken
        wrong = place in self._wrong if own else self._wrong
        return not (broken or (wrong and code in _advice()) or (code == _SHELLCHECK and not self._ran(control)))

    def _ran(self, control: Control) -> bool:
        """Tell whether shellcheck was run."""
        from ..shellcheck.program import wants_shellcheck

        return wants_shellcheck(control.settings.shellcheck if self._shellcheck is None else self._shellcheck)


def _is_broken(result: Result) -> bool:
    """Tell whether a file could not be read to its end, so that most of what is wrong with it stays unknown."""
    return bool(result.bug) or any(item.code < FIRST_FREE for item in result.diagnostics)


def _is_wrong(result: Result) -> bool:
    """Tell whether a file has errors: then it gets no advice."""
    return any(item.severity == "error" for item in result.diagnostics)


@lru_cache(maxsize=1)
def _advice() -> frozenset[str]:
    from compiler.catalogue import codes

    return frozenset(code for code, module in codes().items() if module.startswith("compiler.lints."))


def _write(control: Control, results: Sequence[Result], found: Found, its: Sequence[Control], judge: Judge) -> str:
    """Write one baseline: what is found now, and of what stood in it what this run could not have found.

    What is too little to be shown does not become known, and stays known where it was.
    """
    from .baseline import can_be_known, kind_of, path_in, write_baseline

    path = control.baseline_path
    old = control.baseline.counts if control.baseline else {}
    counts: Counts = {}
    for result, items, its_control in zip(results, found, its, strict=True):
        for item in items if its_control.baseline_path == path else ():
            if can_be_known(item):
                name = path_in(path, os.path.abspath(item.span.path))
                key = (name, kind_of(item, result.sources.get(item.span.path)))
                if its_control.is_loud(item) or counts.get(key, 0) < old.get(key, 0):
                    counts[key] = counts.get(key, 0) + 1
    for key, count in old.items():
        if not judge.would_tell(control, *key):
            counts[key] = max(counts.get(key, 0), count)
    try:
        write_baseline(os.path.realpath(path), counts)
    except OSError as error:
        raise click.UsageError(f"`{os.path.relpath(path)}` cannot be written: {error.strerror}.") from None
    from ..output import counted

    files = len({file for file, _ in counts})
    return f"{os.path.relpath(path)} written: {counted(sum(counts.values()), 'finding')} in {counted(files, 'file')}"
