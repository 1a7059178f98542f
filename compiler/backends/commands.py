"""Command lines of `pipec` that stand in emitted files: the one place that must agree with the command line itself.

They are words, to be quoted by whoever writes them. In the profile's `pipec_image` the program is on the `PATH`.
"""

from typing import Final

from ..ir.job import Job
from ..ir.plan import Plan
from .profile import Profile

ACTION: Final = ("pipec", "action")
"""Performs an action; its JSON document is the file that follows."""

_BUNDLES: Final = "pipec-out"


def check_bundle(plan: Plan, profile: Profile) -> tuple[str, ...]:
    """Return the command that fails when the committed bundle is not what the pipeline compiles to."""
    return ("pipec", "compile", "--check", "--out", _bundles(profile), *((plan.source,) if plan.source else ()))


def deploy(plan: Plan, job: Job, profile: Profile) -> tuple[str, ...]:
    """Return the command that carries out a deployment job from the committed bundle."""
    return ("pipec", "deploy", "--job", job.id, f"{_bundles(profile)}/{plan.name}")


def _bundles(profile: Profile) -> str:
    return profile.option("bundles", _BUNDLES)
