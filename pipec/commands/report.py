"""`pipec report`: what a run came to."""

import sys
from typing import TYPE_CHECKING

import click

from ..options import PATH, color_options, format_option
from ..output import wants_color
from ..state_options import run_argument, state_directory, state_option, tells_faults
from ..streams import write

if TYPE_CHECKING:
    from runtime.reporting.summary import Summary


@click.command()
@run_argument
@format_option(
    "text",
    "html",
    "json",
    "prometheus",
    help="text for a terminal, html: one page that needs nothing else, json (versioned), prometheus: its text format.",
)
@click.option("--out", "-o", type=PATH, metavar="FILE", help="Write it there, whole or not at all.")
@state_option
@color_options
@tells_faults
def command(run: str, format_: str, out: str | None, state_dir: str | None, color: str, quiet: bool) -> int:
    """Report on a run: endings, the slowest jobs, the critical path, what failed and why.

    RUN is a run's id, the beginning or the end of it, or `latest`, which is the default. The critical path is shown as
    it was, by what each job really waited for, and as it was to be expected: the longest chain by the durations of the
    last successful run before, or without one the chain with the most jobs.

    \b
    Examples:
      pipec report
      pipec report --format html --out run.html
      pipec report 9f2c --format json | jq .critical_path
      pipec report --format prometheus --out /var/lib/node_exporter/pipec.prom

    Exit codes: 0 written, 1 failure, 2 usage, 130 interrupted.
    """  # noqa: D301 - click wants the character
    del quiet
    from runtime.reporting.load import load_summary
    from runtime.state.queries import Queries

    directory = state_directory(state_dir)
    with Queries(directory) as queries:
        summary = load_summary(queries, directory, queries.find_run(run))
    text = _rendered(summary, format_, color=wants_color(color, None if out else sys.stdout))
    if out is None:
        write(text)
    else:
        from runtime.reporting.writing import write_whole

        write_whole(out, text)
    return 0


def _rendered(summary: "Summary", format_: str, *, color: bool) -> str:
    if format_ == "html":
        from runtime.reporting.html import render_html

        return render_html(summary)
    if format_ == "json":
        import json

        from runtime.reporting.summary_json import summary_json

        return json.dumps(summary_json(summary), ensure_ascii=False, indent=2) + "\n"
    if format_ == "prometheus":
        from runtime.reporting.metrics import metrics_of

        return metrics_of(summary.run).decode()
    from runtime.reporting.summary_text import render_summary

    return render_summary(summary, color=color)
