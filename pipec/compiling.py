"""Compiling one file for the command line: the stages in a row, then the disk."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from compiler.bundle import write_bundle
from compiler.bundle_check import Difference, compare_bundle
from compiler.bundle_files import BundleError
from compiler.diagnostics import Diagnostic
from compiler.driver import Request, plan_pipeline, settle
from compiler.emission import Files, emit_targets
from compiler.frontend.lock import EMPTY, NAME, Lock, read_lock
from compiler.frontend.parameters import Given
from compiler.ir.plan import Plan
from compiler.source import Source

from .profiles import choose_profiles
from .selection import Unreadable, read_request


class Job(NamedTuple):
    """What is asked of every file."""

    targets: tuple[str, ...]
    environment: str | None
    out: str
    given: Mapping[str, Given]
    locked: bool
    check: bool
    install: bool
    nomad_format: str


class Outcome(NamedTuple):
    """What became of one file."""

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = {}
    plan: Plan | None = None
    directory: str = ""
    files: Files = {}
    stale: tuple[Difference, ...] = ()
    error: str = ""
    root: str = ""

    @property
    def failed(self) -> bool:
        """Whether the exit code is 1."""
        return bool(self.error or self.stale) or any(item.severity == "error" for item in self.diagnostics)

    def as_json(self) -> dict[str, object]:
        """Return the outcome for `--format json`."""
        from compiler.diagnostics.render_json import to_json

        return {
            "pipeline": self.path,
            "directory": self.directory,
            "files": sorted(self.files),
            "stale": [{"path": item.path, "kind": item.kind} for item in self.stale],
            "error": self.error,
            **to_json(list(self.diagnostics), self.sources),
        }


def compile_file(path: str, job: Job) -> Outcome:
    """Compile one file and write, or with `--check` compare, its bundle; nothing is raised for a user's mistake."""
    outcome = _compile(path, job)
    return outcome._replace(diagnostics=settle(outcome.diagnostics, outcome.sources, compiled=True))


def _compile(path: str, job: Job) -> Outcome:
    request = read_request(path, dict(job.given))
    if isinstance(request, Unreadable):
        return Outcome(path, (request.diagnostic,))
    lock, lock_sources, found = read_lock_beside(request)
    result = plan_pipeline(request, lock, locked=job.locked)
    sources = {**result.sources, **lock_sources}
    outcome = Outcome(path, (*found, *result.diagnostics), sources, result.plan, root=request.root)
    if result.plan is None or any(item.severity == "error" for item in found):
        return outcome
    if job.environment is not None and all(item.name != job.environment for item in result.plan.environments):
        return outcome._replace(error=_no_environment(result.plan, job.environment))
    return _emit(outcome, result.plan, request, job)


def _no_environment(plan: Plan, name: str) -> str:
    known = ", ".join(f"`{item.name}`" for item in plan.environments) or "none"
    return f"there is no environment `{name}` in pipeline `{plan.name}`; the environments are: {known}"


def read_lock_beside(request: Request) -> tuple[Lock, dict[str, Source], tuple[Diagnostic, ...]]:
    """Return the lock beside a pipeline, empty where there is none or it is broken, and what is wrong with it."""
    from compiler.frontend.files import read_source

    path = os.path.join(os.path.dirname(request.path), NAME)
    if not os.path.lexists(path):
        return EMPTY, {}, ()
    display = os.path.join(os.path.dirname(request.source.path), NAME)
    source = read_source(path, display)
    if not isinstance(source, Source):
        return EMPTY, {}, (source,)
    lock, problems = read_lock(source)
    return lock, {display: source}, problems


def _emit(outcome: Outcome, plan: Plan, request: Request, job: Job) -> Outcome:
    options = {"nomad": (("format", job.nomad_format),)}
    chosen = choose_profiles(request.root, job.targets, options, os.path.dirname(request.path))
    sources = {**outcome.sources, **chosen.sources}
    outcome = outcome._replace(diagnostics=(*outcome.diagnostics, *chosen.diagnostics), sources=sources)
    if outcome.failed:
        return outcome
    emitted = emit_targets(plan, chosen.profiles, sources, environment=job.environment)
    outcome = outcome._replace(diagnostics=(*outcome.diagnostics, *emitted.diagnostics))
    if outcome.failed:
        return outcome
    return _write(outcome._replace(files=emitted.files, directory=os.path.join(job.out, plan.name)), job)


def _write(outcome: Outcome, job: Job) -> Outcome:
    try:
        if job.check:
            return outcome._replace(stale=tuple(compare_bundle(outcome.directory, outcome.files)))
        write_bundle(outcome.directory, outcome.files)
    except BundleError as error:
        return outcome._replace(error=str(error))
    return outcome
