"""Compiling one file for the command line: the stages in a row, then the disk.

In two steps, so that nothing is written before it is known what all files come to: `prepare` and `finish`.
"""

# ruff: noqa: PTH113, PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Mapping
from typing import NamedTuple

from compiler.bundle import write_bundle
from compiler.bundle_check import Difference, compare_bundle
from compiler.bundle_files import MARKER, BundleError
from compiler.bundle_install import Installation
from compiler.diagnostics import Diagnostic
from compiler.driver import Request
from compiler.emission import Files, emit_targets
from compiler.frontend.parameters import Given
from compiler.ir.plan import Plan
from compiler.source import Source

from .faults import describe_bug, is_bug
from .installing import compare, install
from .planning import Planned, plan_file
from .profiles import choose_profiles
from .target_versions import Versions


class Order(NamedTuple):
    """What is asked of every file."""

    targets: tuple[str, ...]
    environment: str | None
    out: str
    given: Mapping[str, Given]
    locked: bool
    check: bool
    install: bool
    nomad_format: str
    versions: Versions = ()


NO_FILES: Files = {}


class Outcome(NamedTuple):
    """What became of one file.

    `stale` is what differs in its bundle, `outdated` in what is installed of it. `error` is what no line of it is to
    blame for, `bug` that pipec itself failed.
    """

    planned: Planned
    directory: str = ""
    files: Files = NO_FILES
    stale: tuple[Difference, ...] = ()
    outdated: tuple[Difference, ...] = ()
    installed: Installation = Installation()
    error: str = ""
    bug: str = ""

    @property
    def failed(self) -> bool:
        """Whether this file makes the exit code 1."""
        return bool(self.error or self.stale or self.outdated or self.installed.kept) or self.broken

    @property
    def broken(self) -> bool:
        """Whether an error stands in the way of its bundle."""
        return bool(self.bug) or any(item.severity == "error" for item in self.planned.diagnostics)

    def with_diagnostics(self, found: tuple[Diagnostic, ...], sources: Mapping[str, Source]) -> "Outcome":
        """Return the outcome with what a further stage found."""
        before = self.planned
        after = before._replace(diagnostics=(*before.diagnostics, *found), sources={**before.sources, **sources})
        return self._replace(planned=after)


def prepare(path: str, order: Order) -> Outcome:
    """Read and plan one file."""
    try:
        outcome = Outcome(plan_file(path, order.given, locked=order.locked))
    except Exception as error:
        if not is_bug(error):
            raise
        return Outcome(Planned(path, _unread()), bug=describe_bug(error, path))
    plan = outcome.planned.plan
    return outcome if plan is None else outcome._replace(directory=os.path.join(order.out, plan.name))


def _unread() -> Request:
    return Request("", Source("", ""), "")


def finish(outcome: Outcome, order: Order) -> Outcome:
    """Emit what `prepare` planned, and write or with `check` compare it; nothing where an error was found."""
    plan, request = outcome.planned.plan, outcome.planned.read
    if plan is None or not isinstance(request, Request) or outcome.error or outcome.broken:
        return outcome
    try:
        emitted = _emit(outcome, plan, request, order)
        return emitted if emitted.broken or emitted.error else _write(emitted, request, order)
    except BundleError as error:
        return outcome._replace(error=str(error))
    except Exception as error:
        if not is_bug(error):
            raise
        return outcome._replace(bug=describe_bug(error, outcome.planned.path))


def _emit(outcome: Outcome, plan: Plan, request: Request, order: Order) -> Outcome:
    options = {"nomad": (("format", order.nomad_format),), "deploy": (("nomad_format", order.nomad_format),)}
    chosen = choose_profiles(request.root, order.targets, options, os.path.dirname(request.path), order.versions)
    outcome = outcome.with_diagnostics(chosen.diagnostics, chosen.sources)
    if outcome.broken:
        return outcome
    if order.install and all(profile.target != "woodpecker" for profile in chosen.profiles):
        return outcome._replace(error="nothing to install: the target woodpecker is not among those compiled for")
    emitted = emit_targets(
        plan,
        chosen.profiles,
        outcome.planned.sources,
        environment=order.environment,
        document=outcome.planned.document,
    )
    return outcome.with_diagnostics(emitted.diagnostics, {})._replace(files=emitted.files)


def _write(outcome: Outcome, request: Request, order: Order) -> Outcome:
    owner = os.path.relpath(request.path, request.root)
    if order.check:
        outdated = compare(request.root, owner, outcome.files) if order.install else ()
        return outcome._replace(stale=_compare(outcome), outdated=outdated)
    write_bundle(outcome.directory, outcome.files)
    if order.install:
        return outcome._replace(installed=install(request.root, owner, outcome.files))
    return outcome


def _compare(outcome: Outcome) -> tuple[Difference, ...]:
    """Return how the bundle differs; where there is none that is one difference, not one for each file."""
    directory = outcome.directory
    if not os.path.lexists(directory):
        return (Difference("", "missing", "there is no bundle yet: compile without --check\n"),)
    if not os.path.isfile(os.path.join(directory, MARKER)):
        raise BundleError(f"`{directory}` is no bundle: it has no `{MARKER}`; choose another directory with `--out`")
    return tuple(compare_bundle(directory, outcome.files))
