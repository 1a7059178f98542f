"""`pipec watch`: follow a run that another process executes."""

import sys
from typing import TYPE_CHECKING

import click

from ..options import color_options, format_option
from ..output import wants_color
from ..state_options import run_argument, state_directory, state_option, tells_faults
from ..streams import warn, write

if TYPE_CHECKING:
    from runtime.records import RunStatus


@click.command()
@run_argument
@format_option("text", "json", help="text for people, json: one event a line, as `pipec run` writes it.")
@state_option
@color_options
@tells_faults
def command(run: str, format_: str, state_dir: str | None, color: str, quiet: bool) -> int:
    """Follow a run as it goes, with what its steps write, until it ends.

    RUN is a run's id, the beginning or the end of it, or `latest`, which is the default. Watching changes nothing of
    the run, and may end and begin again at any time: Ctrl-C ends the watching, not the run.

    \b
    Examples:
      pipec watch
      pipec watch 9f2c --quiet           the table alone
      pipec watch --format json | jq -r 'select(.event == "job")'

    Exit codes: 0 the run succeeded, 1 it did not, or nobody executes it, 2 usage, 130 interrupted.
    """  # noqa: D301 - click wants the character
    import gc

    from runtime.records import ENDED_RUN
    from runtime.reporting.choose import choose_observer
    from runtime.reporting.follow import follow_run
    from runtime.reporting.load import load_plan, load_summary
    from runtime.reporting.words import now
    from runtime.state.queries import Queries

    gc.enable()
    directory = state_directory(state_dir)
    with Queries(directory) as queries:
        record = queries.find_run(run)
        if record.status in ENDED_RUN:
            status = record.status
        else:
            plan = load_plan(directory, record.id)
            passed = max(now() - (record.started or now()), 0)
            with choose_observer(
                "json" if format_ == "json" else "auto",
                plan,
                color=wants_color(color, sys.stdout),
                quiet=quiet,
                elapsed=passed,
            ) as observer:
                status = follow_run(queries, directory, record.id, observer)
        if format_ == "text" and status in ENDED_RUN and not quiet:
            from runtime.reporting.summary_text import render_summary

            summary = load_summary(queries, directory, queries.find_run(record.id))
            write(render_summary(summary, color=wants_color(color, sys.stdout)))
    return _exit_code(record.id, status)


def _exit_code(run: str, status: "RunStatus") -> int:
    from runtime.records import ENDED_RUN

    if status not in ENDED_RUN:
        warn(f"Nobody executes run {run}, which is {status}. `pipec resume {run}` goes on with it.")
    return 0 if status == "success" else 1
