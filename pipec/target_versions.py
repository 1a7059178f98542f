"""`--target-version TARGET=VERSION`: another version of an engine than the profile's, for one call."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from compiler.backends import TARGETS

from .options import did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from compiler.ir.profile import Profile

Function = TypeVar("Function", bound=Callable[..., Any])

Versions = tuple[tuple[str, str], ...]
"""Targets with the versions that the command line gives them; of two for one target the last counts."""


def target_version_option(function: Function) -> Function:
    """`--target-version`, as pairs of a target and a version that its backend knows."""
    return click.option(
        "--target-version",
        "target_versions",
        multiple=True,
        metavar="TARGET=VERSION",
        callback=_read,
        shell_complete=complete_versions,
        help="For this version of the target's engine, whatever the configuration says, such as nomad=1.7. May be "
        "given several times.",
    )(function)


def with_versions(profiles: "Mapping[str, Profile]", versions: Versions) -> "dict[str, Profile]":
    """Return the profiles by target with the versions that the command line gives them."""
    given = dict(versions)
    return {name: each._replace(version=given.get(name, each.version)) for name, each in profiles.items()}


def refuse_unused(versions: Versions, targets: Sequence[str]) -> None:
    """Raise a usage error where `--target` leaves out a target that is given a version; without any, none is."""
    for target, version in versions:
        if targets and target not in targets:
            raise click.UsageError(
                f"`--target-version {target}={version}` has no effect: `{target}` is not among the targets "
                f"{', '.join(targets)}. Add `--target {target}`, or leave it out."
            )


def complete_versions(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Complete a target, then one of the versions that its backend knows."""
    from .profiles import known_engines

    del context, parameter
    target, sign, _ = incomplete.partition("=")
    if not sign:
        return [f"{name}=" for name in TARGETS if name.startswith(target)]
    engine = known_engines().get(target)
    versions = engine.versions if engine else ()
    return [text for text in (f"{target}={version}" for version in versions) if text.startswith(incomplete)]


def _read(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Versions:
    del context, parameter
    return tuple(_pair(text) for text in given)


def _pair(text: str) -> tuple[str, str]:
    from .profiles import known_engines

    target, sign, version = text.partition("=")
    if not sign:
        raise click.UsageError(f"`--target-version {text}`: write it as TARGET=VERSION, such as `nomad=1.7`.")
    engines = known_engines()
    if target not in engines:
        raise click.UsageError(
            f"`--target-version {text}`: there is no target `{target}`. {did_you_mean(target, TARGETS)}"
        )
    engine = engines[target]
    if not engine.knows(version):
        raise click.UsageError(
            f"`--target-version {text}`: the version `{version}` of {target} is not known. Known are "
            f"{', '.join(engine.versions)}, and their patch releases."
        )
    return target, version
