"""Secrets of jobs as Nomad holds them: a job reads the variable `nomad/jobs/JOB` and no other without a policy.

The runtime reads them too, to hide their values in what it shows; it never writes them.
"""

import asyncio
import os
from collections.abc import Collection, Mapping
from typing import Final

from ...errors import SecretError
from .control import Control
from .emitted import Emitted
from .failures import NomadMissingError, patiently
from .settings import read_settings

_PATIENCE: Final = 5.0
_SHORTEST: Final = 4
"""Characters of the shortest value that can be hidden without hiding half of the output."""


async def read_secrets(emitted: Emitted, wanted: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return the values by `JOB/NAME`; a SecretError names all that are missing or too short."""
    control = Control(read_settings(os.environ))
    try:
        jobs = [job for job in wanted if wanted[job]]
        held = await asyncio.gather(*(_items(control, emitted, job) for job in jobs))
    finally:
        control.close()
    found: dict[str, str] = {}
    missing: list[str] = []
    for job, items in zip(jobs, held, strict=True):
        for name in sorted(wanted[job]):
            value = items.get(name, "")
            found[f"{job}/{name}"] = value
            if len(value) < _SHORTEST:
                missing.append(f"`{name}` of job {job} (variable `{path_of(emitted, job)}`)")
    if missing:
        raise _missing(missing, path_of(emitted, jobs[0]))
    return found


def path_of(emitted: Emitted, job: str) -> str:
    """Return the path of the variable that holds a job's secrets."""
    return f"nomad/jobs/{emitted.jobs[job]['Job']['ID']}"


async def _items(control: Control, emitted: Emitted, job: str) -> Mapping[str, str]:
    try:
        return await patiently(
            lambda: control.variable(path_of(emitted, job), emitted.namespace), lambda _: None, _PATIENCE
        )
    except NomadMissingError:
        return {}


def _missing(missing: list[str], path: str) -> SecretError:
    several = "secrets are" if len(missing) > 1 else "secret is"
    return SecretError(
        f"{len(missing)} {several} missing in Nomad, or shorter than {_SHORTEST} characters: {', '.join(missing)}",
        f"put them there, as in `nomad var put {path} NAME=VALUE`",
        failure_class="configuration",
    )
