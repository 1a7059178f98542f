"""When diagnostics are looked for, and what is told: only what is true of the texts as they are now."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Final, NamedTuple

from compiler.diagnostics import Diagnostic

from .files import Open
from .findings import Findings, find_problems
from .script_findings import ScriptFindings
from .workspace import Workspace

PAUSE: Final = 0.1
"""So many seconds nobody may type before a file is looked at."""

SCRIPT_PAUSE: Final = 0.6
"""The same for what another program says of its scripts."""

Told = dict[str, list[tuple[Diagnostic, Findings]]]
"""Diagnostics by the absolute path of their file."""

Publish = Callable[[Told, Open], None]
Report = Callable[[BaseException], None]


class Round(NamedTuple):
    """What one look came to: the findings by pipeline, None for what is not looked at any more, and where it failed."""

    number: int
    opened: Open
    found: dict[str, Findings | None]
    failures: tuple[Exception, ...]
    complete: bool


class Rounds:
    """Looks at pipelines in a thread of its own, after a pause, and tells what changed.

    A change makes everything older void: a round stops before its next pipeline, and what it found is not told.
    All methods belong to the event loop's thread.
    """

    def __init__(self, workspace: Workspace, publish: Publish, report: Report) -> None:
        self._workspace = workspace
        self._publish = publish
        self._report = report
        self._scripts = ScriptFindings()
        self._worker = ThreadPoolExecutor(1, "diagnostics")
        self._number = 0
        self._dirty: dict[str, None] = {}
        self._found: dict[str, Findings] = {}
        self._timer: asyncio.TimerHandle | None = None

    def change(self, paths: Iterable[str], opened: Open, pause: float = PAUSE) -> None:
        """Look at all that these files belong to, once nobody has changed anything for a while."""
        self._dirty.update(dict.fromkeys(paths))
        self._number += 1
        self._start(self._number, opened, pause, scripts=False)

    def stop(self) -> None:
        """Look at nothing any more."""
        self._number += 1
        if self._timer is not None:
            self._timer.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _start(self, number: int, opened: Open, pause: float, *, scripts: bool) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        dirty, known = tuple(self._dirty), {subject: found.paths() for subject, found in self._found.items()}

        def begin() -> None:
            future = self._worker.submit(self._look, number, opened, dirty, known, scripts=scripts)
            future.add_done_callback(lambda done: self._deliver(loop, done))

        self._timer = loop.call_later(pause, begin)

    def _deliver(self, loop: asyncio.AbstractEventLoop, done: Future[Round]) -> None:
        """Hand what the worker found to the event loop, unless that has ended meanwhile."""
        if not done.cancelled():
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._end, done.exception() or done.result())

    def _look(
        self, number: int, opened: Open, dirty: Iterable[str], known: dict[str, frozenset[str]], *, scripts: bool
    ) -> Round:
        """Look at every pipeline that a changed file belongs to, or did before. Runs in the worker's thread."""
        self._workspace.refresh()
        subjects: dict[str, None] = {}
        for path in dirty:
            subjects.update(dict.fromkeys(self._workspace.subjects_of(path, opened)))
            subjects.update((subject, None) for subject, paths in known.items() if path in paths)
        found: dict[str, Findings | None] = {}
        failures: list[Exception] = []
        for subject in subjects:
            if number != self._number:
                break
            try:
                found[subject] = self._look_at(subject, opened, scripts=scripts)
            except Exception as error:  # noqa: BLE001 - a bug in one pipeline must not hide the others
                failures.append(error)
        return Round(number, opened, found, tuple(failures), complete=scripts)

    def _look_at(self, subject: str, opened: Open, *, scripts: bool) -> Findings | None:
        if not self._is_open(subject, opened):
            return None
        with_scripts = self._scripts.find(self._workspace, subject, opened, ask=scripts)
        return with_scripts or find_problems(self._workspace, subject, opened)

    def _is_open(self, subject: str, opened: Open) -> bool:
        """Tell whether a pipeline, or a fragment that still is alone, has a file that is open."""
        if subject not in self._workspace.subjects_of(subject, opened):
            return False
        return not opened.keys().isdisjoint(self._workspace.reached(subject, opened))

    def _end(self, result: Round | BaseException) -> None:
        if isinstance(result, BaseException):
            self._report(result)
            return
        if result.number != self._number:
            return
        for failure in result.failures:
            self._report(failure)
        before, touched = self._told(), set[str]()
        for subject, found in result.found.items():
            gone = self._found.pop(subject, None)
            touched.update(*(each.paths() for each in (gone, found) if each is not None))
            if found is not None:
                self._found[subject] = found
        self._tell(before, touched, result)
        if result.complete:
            self._dirty.clear()
        else:
            self._start(result.number, result.opened, SCRIPT_PAUSE, scripts=True)

    def _told(self) -> Told:
        told: Told = {}
        for found in self._found.values():
            for path, items in found.by_file().items():
                known = {item for item, _ in told.setdefault(path, [])}
                told[path] += [(item, found) for item in items if item not in known]
        return told

    def _tell(self, before: Told, touched: set[str], result: Round) -> None:
        """Tell of the open files at first, as their versions are new, and of all others where something changed."""
        after = self._told()
        told = {path: after.get(path, []) for path in touched}
        changed = {
            path: items
            for path, items in told.items()
            if (path in result.opened and not result.complete) or _plain(items) != _plain(before.get(path, []))
        }
        self._publish(changed, result.opened)


def _plain(items: Iterable[tuple[Diagnostic, Findings]]) -> list[Diagnostic]:
    return [item for item, _ in items]
