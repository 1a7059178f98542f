"""`pipec pause`: let a run start no more jobs."""

import click

from ..asking import Voice, as_option, ask, named_run_argument, reason_option
from ..state_options import state_option, tells_faults


@click.command()
@named_run_argument
@reason_option()
@as_option
@state_option
@tells_faults
def command(run: str, reason: str, who: str, state_dir: str | None) -> int:
    """Let a run start no more jobs until `pipec resume RUN`.

    RUN is a run's id, the beginning or the end of it, or `latest`. Jobs that are running go on to their end; then the
    clock of the run stops.

    \b
    Examples:
      pipec pause latest
      pipec pause 7f3a --reason "the registry is down"

    Exit codes: 0 asked for, 1 failure (it has ended, or nobody executes it), 2 usage, 130 interrupted.
    """  # noqa: D301 - click wants the character
    return ask("pause", Voice(run, who, reason, state_dir))
