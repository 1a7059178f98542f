"""What of a run's findings is shown: not what stands in a baseline, not what is too little; and writing baselines."""

# ruff: noqa: PTH100, PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import click

from compiler.diagnostics import Diagnostic
from compiler.frontend.settings import FIRST_FREE

from .control import Control
from .controls import Controls
from .linting import Result

Counts = dict[tuple[str, str], int]
Found = list[list[Diagnostic]]


class Shown(NamedTuple):
    """For each result what is shown of it; whether that makes the exit code 1; how much the baselines hide.

    `stale` counts what stands in baselines and is found no more, `written` says what was written.
    """

    found: Found
    failed: bool
    hidden: int = 0
    stale: int = 0
    written: tuple[str, ...] = ()


def show(results: Sequence[Result], found: Found, controls: Controls, *, whole: bool) -> Shown:
    """Return what is shown of `found`, which has for each result what no result before it had.

    `whole` says that these are all pipelines of the repository, so that a fragment's findings are all there too. With
    `--write-baseline` all that can be known becomes known; raises a usage error where that cannot be written.
    """
    its = [controls.of(result.path) for result in results]
    baselines = {each.baseline_path: each for each in its if each.baseline_path}
    if controls.asked.write_baseline:
        written = tuple(_write(each, results, found, its, controls, whole=whole) for each in baselines.values())
        return _shown(results, found, its, lambda control, item, _: _becomes_known(control, item))._replace(
            written=written
        )
    left = {path: dict(each.baseline.counts) for path, each in baselines.items() if each.baseline}

    def is_known(control: Control, item: Diagnostic, result: Result) -> bool:
        counts = left.get(control.baseline_path)
        return bool(counts) and control.take(item, os.path.abspath(item.span.path), result.sources, counts or {})

    shown = _shown(results, found, its, is_known)
    if not left:
        return shown
    judge = _Judge(results, controls, whole=whole)
    return shown._replace(stale=sum(judge.gone(path, counts) for path, counts in left.items()))


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


class _Judge:
    """Tells of which findings this run would have told, so that their absence means something."""

    def __init__(self, results: Sequence[Result], controls: Controls, *, whole: bool) -> None:
        self._asked = controls.asked
        self._whole = whole
        self._linted = {os.path.abspath(result.path) for result in results}
        self._broken = {os.path.abspath(result.path) for result in results if _is_broken(result)}
        self._wrong = {os.path.abspath(result.path) for result in results if _is_wrong(result)}

    def gone(self, baseline: str, counts: Counts) -> int:
        """Return how many of the findings left in a baseline would have been found again if they were there."""
        return sum(count for (path, kind), count in counts.items() if count and self.would_tell(baseline, path, kind))

    def would_tell(self, baseline: str, path: str, kind: str) -> bool:
        """Tell whether a finding of this kind in the file called `path` would have been found."""
        place = os.path.normpath(os.path.join(os.path.dirname(baseline), path))
        if not os.path.lexists(place):
            return True
        own = place in self._linted
        if not (own or self._whole) or not self._asked.asks(kind[:5]):
            return False
        broken = place in self._broken if own else self._broken
        wrong = place in self._wrong if own else self._wrong
        return not broken and not (wrong and kind[:5] in _advice())


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


def _write(
    control: Control, results: Sequence[Result], found: Found, its: list[Control], controls: Controls, *, whole: bool
) -> str:
    """Write one baseline: what is found now, and of what stood in it what this run could not have found.

    What is too little to be shown does not become known, and stays known where it was.
    """
    from .baseline import can_be_known, kind_of, path_in, write_baseline

    path = control.baseline_path
    judge = _Judge(results, controls, whole=whole)
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
        if not judge.would_tell(path, *key):
            counts[key] = max(counts.get(key, 0), count)
    try:
        write_baseline(os.path.realpath(path), counts)
    except OSError as error:
        raise click.UsageError(f"`{os.path.relpath(path)}` cannot be written: {error.strerror}.") from None
    from .output import counted

    files = len({file for file, _ in counts})
    return f"{os.path.relpath(path)} written: {counted(sum(counts.values()), 'finding')} in {counted(files, 'file')}"
