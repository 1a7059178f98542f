"""Nomad: pipeline jobs as parameterized batch jobs, components as service jobs."""

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


DEGRADABLE = ("health_check", "network", "resources")

BACKEND = Backend("nomad", VERSIONS, DEFAULT_VERSION, _check, _emit, _verify, DEGRADABLE)
