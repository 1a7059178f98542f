"""Options and arguments of the commands that work with runs, and how the faults they meet are told."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from .options import PATH

Function = TypeVar("Function", bound=Callable[..., Any])

VARIABLE: Final = "PIPEC_STATE_DIR"
FAILED: Final = 1


def state_option(function: Function) -> Function:
    """`--state-dir`: where runs, logs and artifacts are kept."""
    return click.option(
        "--state-dir",
        "state_dir",
        type=PATH,
        metavar="DIR",
        envvar=VARIABLE,
        help="Where runs, logs and artifacts are kept.  [default: ~/.local/state/pipec]",
    )(function)


def run_argument(function: Function) -> Function:
    """RUN: a run's id, the beginning or the end of it, or `latest`."""
    return click.argument("run", required=False, default="latest", metavar="[RUN]")(function)


def state_directory(given: str | None) -> Path:
    """Return the state directory: what is given, else the place that the system has for such things."""
    if given:
        return Path(given).absolute()
    home = os.environ.get("XDG_STATE_HOME") or ""
    return Path(home if Path(home).is_absolute() else _home() / ".local" / "state") / "pipec"


def _home() -> Path:
    """Return the user's home directory; a StateError where the system knows none, as for users of containers."""
    try:
        return Path.home()
    except RuntimeError:
        from runtime.errors import StateError

        raise StateError(
            "you have no home directory", f"Say where to keep runs, with --state-dir or {VARIABLE}."
        ) from None


def tells_faults(function: Callable[..., int]) -> Callable[..., int]:
    """Turn a RuntimeFault of a command into its sentence on standard error and the exit code 1."""

    @functools.wraps(function)
    def told(*arguments: Any, **options: Any) -> int:
        from runtime.errors import RuntimeFault

        try:
            return function(*arguments, **options)
        except RuntimeFault as fault:
            click.echo(f"Error: {fault}", err=True)
            if fault.help:
                click.echo(f"  {fault.help}", err=True)
            return FAILED

    return told
