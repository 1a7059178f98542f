"""`pipec audit head`: what to keep elsewhere."""

import click

from ...options import format_option
from ...output import print_json
from ...state_options import state_directory, state_option, tells_faults
from ...streams import write


@click.command()
@state_option
@format_option("text", "json", help="text: the hash alone; json (versioned): with the number of the event.")
@tells_faults
def command(state_dir: str | None, format_: str) -> int:
    """Print the hash of the last event, to be kept elsewhere.

    The chain up to that event cannot be altered or cut unseen from then on: `pipec audit verify --anchor HASH`.

    \b
    Examples:
      pipec audit head
      pipec audit head --format json

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.state.audit import chain_head

    head = chain_head(state_directory(state_dir))
    if format_ == "json":
        print_json({"format": 1, **head._asdict()})
    else:
        write(f"{head.hash}\n")
    return 0
