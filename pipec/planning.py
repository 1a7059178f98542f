"""From one file to its plan, for the commands that show or emit it."""

# ruff: noqa: PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import Request, plan_pipeline, settle
from compiler.frontend.document import Document
from compiler.frontend.files import read_source
from compiler.frontend.lock import EMPTY, NAME, Lock, read_lock
from compiler.frontend.parameters import Given
from compiler.ir.plan import Plan
from compiler.source import Source

from .places import Shown, show_places
from .selection import Unreadable, read_request


class Planned(NamedTuple):
    """The plan of the file that the caller calls `path`, or what stands in its way. Files are named by the compiler."""

    path: str
    read: Request | Unreadable
    plan: Plan | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = {}
    document: Document | None = None

    def shown(self, *, emitted: bool = False) -> Shown:
        """Return the diagnostics, settled and in the order of the file, with files named as the caller sees them.

        They are all there are once the plan was `emitted`; before that, targets had no say.
        """
        found = settle(self.diagnostics, self.sources, compiled=True, emitted=emitted)
        return show_places(self.read, self.path, found, self.sources)


def plan_file(path: str, given: Mapping[str, Given], *, locked: bool = False, pinned: bool = True) -> Planned:
    """Read and plan one file; images get their digests from the lock beside it, unless it is not to be `pinned`."""
    request = read_request(path, given)
    if isinstance(request, Unreadable):
        return Planned(path, request, None, (request.diagnostic,))
    if not pinned:
        result = plan_pipeline(request, None)
        return Planned(path, request, result.plan, result.diagnostics, result.sources)
    lock, lock_sources, problems = read_lock_beside(request)
    result = plan_pipeline(request, lock, locked=locked)
    plan = None if lock is None else result.plan
    return Planned(
        path, request, plan, (*problems, *result.diagnostics), {**result.sources, **lock_sources}, result.document
    )


def read_lock_beside(request: Request) -> tuple[Lock | None, dict[str, Source], tuple[Diagnostic, ...]]:
    """Return the lock beside a pipeline, empty where there is none, None where it is broken, and what is wrong."""
    path = os.path.join(os.path.dirname(request.path), NAME)
    if not os.path.lexists(path):
        return EMPTY, {}, ()
    name = os.path.join(os.path.dirname(request.source.path), NAME)
    source = read_source(path, name)
    if not isinstance(source, Source):
        return None, {}, (source,)
    lock, problems = read_lock(source)
    return None if problems else lock, {name: source}, problems
