"""What the configured targets would refuse, found by linting: before anything is compiled."""

from compiler.diagnostics import Diagnostic
from compiler.driver import Analysis, lower
from compiler.emission import check_targets
from compiler.ir.profile import Profile

_ALLOWED = "PC706"
"""Says that a target ignores what the job lets it ignore: who compiles is told, who reads the file can see it."""


def check_for_targets(analysis: Analysis, profiles: tuple[Profile, ...]) -> tuple[Diagnostic, ...]:
    """Return what compiling a pipeline for `profiles` would find; nothing of one with errors or unknown values.

    The lock is not asked: it is made after the pipeline is right, and compiling says what it lacks. What a target would
    have changed is a fix like any other: linting finds the mistake again, and so can make it.
    """
    plan = lower(analysis).plan
    if plan is None:
        return ()
    found = check_targets(plan, profiles, analysis.sources, analysis.document)
    return tuple(item._replace(change=None) for item in found if item.code != _ALLOWED)
