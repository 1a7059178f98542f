"""Deploy manifests: what the runtime does in each environment, and the files that hosts and routers read."""

from collections.abc import Iterable

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ..base import Backend, Emission
from ..profile import Profile


def _check(plan: Plan, profile: Profile) -> Iterable[Diagnostic]:
    from .check import check

    return check(plan, profile)


def _emit(plan: Plan, profile: Profile) -> Emission:
    from .emit import emit

    return emit(plan, profile)


def _verify(plan: Plan, profile: Profile, emission: Emission) -> Iterable[str]:
    from .verify import verify

    return verify(plan, profile, emission)


BACKEND = Backend("deploy", ("1",), "1", _check, _emit, _verify)
"""The target `deploy`; its versions are those of the manifest's format."""
