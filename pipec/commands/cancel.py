"""`pipec cancel`: end a run."""

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
    """End a run: its steps are stopped, and what it made for itself is cleaned up.

    RUN is a run's id, the beginning or the end of it, or `latest`. The process that executes the run does it, within a
    second; it may be another one, in another terminal. `pipec watch RUN` shows how it goes.

    \b
    Examples:
      pipec cancel latest
      pipec cancel 7f3a --reason "wrong branch"

    Exit codes: 0 asked for, 1 failure (it has ended already), 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    return ask("cancel", Voice(run, who, reason, state_dir))
