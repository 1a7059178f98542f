"""Woodpecker 3: one workflow for each job instance, and for each chain of jobs that hand artifacts on.

Files in `.woodpecker/`, clean under Woodpecker's own linter but for workflow-level `runs_on`. `emit.py` says what is
written.
"""

from collections.abc import Iterable

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ..base import Backend, Emission
from ..profile import Profile
from .versions import DEFAULT_VERSION, VERSIONS


def _check(plan: Plan, profile: Profile) -> Iterable[Diagnostic]:
    from .check import check

    return check(plan, profile)


def _emit(plan: Plan, profile: Profile) -> Emission:
    from .emit import emit

    return emit(plan, profile)


def _verify(plan: Plan, profile: Profile, emission: Emission) -> Iterable[str]:
    from .verify import verify

    return verify(plan, profile, emission)


DEGRADABLE = (
    "approval",
    "artifacts",
    "fail_fast",
    "health_check",
    "max_parallel",
    "network",
    "resources",
    "retry",
)

BACKEND = Backend("woodpecker", VERSIONS, DEFAULT_VERSION, _check, _emit, _verify, DEGRADABLE)
"""The target `woodpecker`."""
