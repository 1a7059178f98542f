"""All files of a plan's environments."""

from ...ir.plan import Plan
from ...ir.release import Environment
from ..base import Emission, Mapped, OutputFile
from ..profile import Profile
from ..serialize import json_bytes
from ..traced import source_map
from .dotenv import assignments, dotenv
from .layout import dotenv_path, manifest_path
from .manifest import manifest

_Written = tuple[OutputFile, list[Mapped]]


def emit(plan: Plan, profile: Profile) -> Emission:
    """Return the files of every environment, sorted by path."""
    written = [each for environment in plan.environments for each in _environment(plan, environment, profile)]
    written.sort(key=lambda each: each[0].path)
    return Emission(tuple(file for file, _ in written), tuple(line for _, lines in written for line in lines))


def _environment(plan: Plan, environment: Environment, profile: Profile) -> list[_Written]:
    path = manifest_path(environment)
    data = manifest(plan, environment, profile)
    written = [(OutputFile(path, json_bytes(data)), list(source_map(path, data)))]
    if environment.router == "nginx":
        from .nginx import nginx

        written += nginx(plan, environment)
    elif environment.router == "haproxy":
        from .haproxy import haproxy

        written += haproxy(plan, environment)
    if environment.runner == "systemd":
        written += _hosts(plan, environment)
    return written


def _hosts(plan: Plan, environment: Environment) -> list[_Written]:
    from .units import unit

    written: list[_Written] = []
    for component in environment.components:
        path = dotenv_path(environment, component)
        data, mapped = dotenv(path, assignments(component))
        written += [(OutputFile(path, data), mapped), unit(plan, environment, component)]
    return written
