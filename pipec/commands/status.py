"""`pipec status`: how a run stands."""

import sys

import click

from ..options import color_options, format_option
from ..output import print_json, wants_color
from ..state_options import run_argument, state_directory, state_option, tells_faults
from ..streams import write


@click.command()
@run_argument
@format_option("text", "json")
@state_option
@color_options
@tells_faults
def command(run: str, format_: str, state_dir: str | None, color: str, quiet: bool) -> int:
    """Show how a run stands: its jobs, what it waits for, and what can be done.

    RUN is a run's id, the beginning or the end of it, or `latest`, which is the default. A run that was interrupted
    says so: nobody executes it until `pipec resume`.

    \b
    Examples:
      pipec status
      pipec status 20260131-140512-9f2c
      pipec status 9f2c --format json | jq -r '.jobs[] | select(.status == "failure").job'

    Exit codes: 0 shown, 1 failure, 2 usage, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.reporting.load import load_run
    from runtime.state.queries import Queries

    directory = state_directory(state_dir)
    with Queries(directory) as queries:
        found = load_run(queries, directory, queries.find_run(run))
    if format_ == "json":
        from runtime.reporting.summary_json import run_json

        print_json(run_json(found))
    elif quiet:
        write(f"{found.status}\n")
    else:
        from runtime.reporting.status_text import render_status

        write(render_status(found, color=wants_color(color, sys.stdout)))
    return 0
