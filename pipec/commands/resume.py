"""`pipec resume`: go on with a run."""

import click

from ..options import PATH, color_options, format_option
from ..state_options import run_argument, state_option, tells_faults


@click.command()
@run_argument
@click.option("--secret-file", type=PATH, metavar="FILE", help="Look for secrets in this dotenv file first.")
@click.option(
    "--metrics-file", type=PATH, metavar="FILE", help="Write metrics there, in the text format of Prometheus."
)
@state_option
@format_option("text", "json", help="text for people, json: one event a line.")
@color_options
@tells_faults
def command(
    run: str,
    secret_file: str | None,
    metrics_file: str | None,
    state_dir: str | None,
    format_: str,
    color: str,
    quiet: bool,
) -> int:
    """Go on with a run that was killed, or let a paused one go on.

    RUN is a run's id, the beginning or the end of it, or `latest`, the default. Jobs that have ended are not repeated;
    what was running is ended if anything of it is left, and begins again, which costs none of its retries. A run that
    is only paused goes on in the process that executes it.

    \b
    Examples:
      pipec resume
      pipec resume 7f3a

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from ..running.again import go_on
    from ..running.options import RunOptions

    options = RunOptions(
        state_dir=state_dir,
        format=format_,
        color=color,
        quiet=quiet,
        secret_file=secret_file,
        metrics_file=metrics_file,
    )
    return go_on(run, options)
