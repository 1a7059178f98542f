"""`pipec history`: the runs that there were."""

import sys

import click

from ..options import Word, color_options, format_option
from ..output import print_json, wants_color
from ..state_options import state_directory, state_option, tells_faults
from ..streams import write

STATUSES = ("pending", "running", "paused", "waiting", "success", "failure", "cancelled")


@click.command()
@click.option("--pipeline", "-p", metavar="NAME", help="Runs of this pipeline only.")
@click.option("--status", "-s", type=Word(STATUSES), help="Runs that stand so only.")
@click.option(
    "--limit", "-n", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="At most so many."
)
@format_option("text", "json")
@state_option
@color_options
@tells_faults
def command(
    pipeline: str | None,
    status: str | None,
    limit: int,
    format_: str,
    state_dir: str | None,
    color: str,
    quiet: bool,
) -> int:
    """List runs, the newest first.

    \b
    Examples:
      pipec history
      pipec history --pipeline shop --status failure --limit 5
      pipec history --quiet --limit 1    only the id of the last run
      pipec history --format json | jq '.runs[].duration'

    Exit codes: 0 shown, 1 failure, 2 usage, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.reporting.load import load_row
    from runtime.state.queries import Queries

    directory = state_directory(state_dir)
    with Queries(directory) as queries:
        runs = [load_row(directory, record) for record in queries.runs(limit, pipeline, status)]
    if format_ == "json":
        from runtime.reporting.summary_json import FORMAT, row_json

        print_json({"format": FORMAT, "runs": [row_json(run) for run in runs]})
    elif quiet:
        write("".join(f"{run.run}\n" for run in runs))
    elif not runs:
        write("There is no such run.\n" if pipeline or status else "There is no run yet.\n")
    else:
        from runtime.reporting.status_text import render_history

        write(render_history(runs, color=wants_color(color, sys.stdout)))
    return 0
