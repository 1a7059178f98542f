"""What the configured targets would refuse, found by linting: before anything is compiled."""

from collections.abc import Mapping
from typing import NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import Analysis, Request, lower
from compiler.emission import check_targets
from compiler.ir.profile import Profile
from compiler.source import Source

from .planning import read_lock_beside

_ALLOWED = "PC706"
"""Says that a target ignores what the job lets it ignore: who compiles is told, who reads the file can see it."""


class Checked(NamedTuple):
    """What targets found in a pipeline, and the lock if there is one."""

    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = {}


def check_for_targets(request: Request, analysis: Analysis, profiles: tuple[Profile, ...]) -> Checked:
    """Check a pipeline as compiling it for `profiles` would; a pipeline with errors or unknown values is not.

    Images are pinned by the lock beside it, so that what is not locked is told too.
    """
    if analysis.checked.document is None or any(item.severity == "error" for item in analysis.diagnostics):
        return Checked()
    lock, sources, problems = read_lock_beside(request)
    result = lower(analysis._replace(diagnostics=()), lock)
    found = (*problems, *result.diagnostics)
    if result.plan is not None and lock is not None:
        told = check_targets(result.plan, profiles, result.sources, result.document)
        found = (*found, *(item for item in told if item.code != _ALLOWED))
    return Checked(found, sources)
