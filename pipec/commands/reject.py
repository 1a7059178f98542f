"""`pipec reject`: let a job fail that waits for approval."""

import click

from ..asking import Voice, as_option, complete_waiting, decide, named_run_argument, reason_option
from ..state_options import state_option, tells_faults


@click.command()
@named_run_argument
@click.argument("job", shell_complete=complete_waiting)
@reason_option(required=True)
@as_option
@state_option
@tells_faults
def command(run: str, job: str, reason: str, who: str, state_dir: str | None) -> int:
    """Let a job fail that waits for approval.

    RUN is a run's id, the beginning or the end of it, or `latest`. Who rejects and why is recorded; one rejection is
    enough, and where the pipeline names approvers, only theirs counts.

    \b
    Examples:
      pipec reject latest deploy --reason "the tests were flaky"
      pipec reject 7f3a deploy --reason "not on a Friday" --as eva

    Exit codes: 0 recorded, 1 failure (it waits for none, or not for yours), 2 usage, 130 interrupted.
    """  # noqa: D301 - click wants the character
    return decide(job, Voice(run, who, reason, state_dir), approved=False)
