"""`pipec audit show`: events."""

from typing import TYPE_CHECKING, Any

import click

from ...asking import complete_runs
from ...options import format_option
from ...output import print_json
from ...state_options import state_directory, state_option, tells_faults
from ...streams import write

if TYPE_CHECKING:
    from runtime.state.records import EventRecord


@click.command()
@click.argument("run", required=False, metavar="[RUN]", shell_complete=complete_runs)
@click.option(
    "--limit", "-n", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="The last N events."
)
@state_option
@format_option("text", "json")
@tells_faults
def command(run: str | None, limit: int, state_dir: str | None, format_: str) -> int:
    """List events: who did what to what, when and why.

    RUN is a run's id, the beginning or the end of it, or `latest`; without it events of all runs are listed, those of
    runs that were cleaned away too.

    \b
    Examples:
      pipec audit show
      pipec audit show latest --limit 500
      pipec audit show 7f3a --format json | jq '.events[].action'

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.state.queries import Queries

    with Queries(state_directory(state_dir)) as queries:
        events = queries.last_events(limit, queries.find_run(run).id if run else None)
    if format_ == "json":
        print_json({"format": 1, "events": [_as_json(event) for event in events]})
    else:
        write("".join(f"{_line(event)}\n" for event in events))
    return 0


def _as_json(event: "EventRecord") -> dict[str, Any]:
    """Return an event as it is hashed: `context` stays text."""
    return event._asdict()


def _line(event: "EventRecord") -> str:
    from runtime.logs.safe import safe_text
    from runtime.reporting.words import moment

    said = "" if event.context == "{}" else f"  {event.context}"
    return safe_text(
        f"{event.seq:>6}  {moment(event.timestamp)}  {event.run:20}  {event.actor}  {event.action}  "
        f"{event.resource}{said}",
        color=False,
    )
