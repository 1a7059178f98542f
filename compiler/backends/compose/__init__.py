"""Compose: a lock file for each environment, projects for two versions alive, and the jobs as services.

Files by the Compose Specification, for `docker compose` v2 and podman-compose. `emit.py` lists what is written.
"""

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


VERSIONS = tuple(f"2.{minor}" for minor in range(20, 41))
"""Releases of `docker compose` whose fields we know; 2.20 is the first in which a dependency can be optional."""

DEGRADABLE = ("approval", "fail_fast", "labels", "resources", "retry", "services")

BACKEND = Backend("compose", VERSIONS, "2.26", _check, _emit, _verify, DEGRADABLE)
"""The target `compose`."""
