"""Both sides of a review compiled in memory: nothing is written."""

# ruff: noqa: PTH120 - paths are text here, as everywhere on the command line

import os
from typing import Final, NamedTuple

from compiler.bundle_files import BundleError, Files
from compiler.driver import Request
from compiler.emission import emit_targets

from ..output import counted
from ..planning import Planned
from ..profiles import choose_profiles
from .artifact_changes import PipelineArtifacts
from .artifacts import BY_DIGEST, Side, compare_files, following
from .reviewed import Reviewed, ReviewedFile

NO_FILES: Final[Files] = {}


class _Emitted(NamedTuple):
    files: Files = NO_FILES
    problem: str = ""


def compare_artifacts(
    reviewed: Reviewed, *, targets: tuple[str, ...] = (), environment: str | None = None
) -> tuple[PipelineArtifacts, ...]:
    """Return what differs in the files that each pipeline of a review becomes; for no `targets` those of its profile.

    A side that is a bundle has its files already.
    """
    return tuple(_pipeline(file, targets, environment) for file in reviewed.files if not file.problems)


def _pipeline(file: ReviewedFile, targets: tuple[str, ...], environment: str | None) -> PipelineArtifacts:
    before = _emitted(file.before, targets, environment)
    after = _emitted(file.after, targets, environment)
    problem = next(
        (f"{side}: {each.problem}" for side, each in (("before", before), ("after", after)) if each.problem), ""
    )
    if problem:
        return PipelineArtifacts(file.path, problem=problem)
    changes = compare_files(
        Side(before.files, file.sources_before, file.before and file.before.plan),
        Side(after.files, file.sources_after, file.after and file.after.plan),
    )
    telling = tuple(change for change in changes if change.note != BY_DIGEST)
    number = len(changes) - len(telling)
    by_digest = (f"{counted(number, 'file')} by the plan's digest",) if number else ()
    return PipelineArtifacts(file.path, telling, (*by_digest, *following(before.files, after.files)))


def _emitted(planned: Planned | None, targets: tuple[str, ...], environment: str | None) -> _Emitted:
    if planned is None or planned.plan is None:
        return _Emitted()
    request = planned.read
    if not isinstance(request, Request):
        return _Emitted(problem=request.diagnostic.message)
    if not request.path:
        return _of_bundle(request.root, targets, environment)
    chosen = choose_profiles(request.root, targets, {}, os.path.dirname(request.path))
    errors = [item for item in chosen.diagnostics if item.severity == "error"]
    if not errors:
        emitted = emit_targets(
            planned.plan, chosen.profiles, planned.sources, environment=environment, document=planned.document
        )
        errors = [item for item in emitted.diagnostics if item.severity == "error"]
        if not errors:
            return _Emitted(emitted.files)
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return _Emitted(problem=f"cannot be emitted: {errors[0].code}: {errors[0].message}{more}")


def _of_bundle(directory: str, targets: tuple[str, ...], environment: str | None) -> _Emitted:
    from compiler.bundle_read import read_bundle

    try:
        files = read_bundle(directory)
    except BundleError as error:
        return _Emitted(problem=str(error))
    return _Emitted({path: file for path, file in files.items() if _wanted(path, targets, environment)})


def _wanted(path: str, targets: tuple[str, ...], environment: str | None) -> bool:
    target, slash, rest = path.partition("/")
    if not slash:
        return True
    parts = rest.split("/")
    other = environment is not None and parts[0] == "environments" and parts[1] != environment
    return (not targets or target in targets) and not other
