"""`pipec clean`: take away what runs left behind."""

import time

import click

from ..state_options import state_directory, state_option, tells_faults
from ..streams import write


@click.command()
@click.option(
    "--older-than",
    type=click.IntRange(0),
    metavar="DAYS",
    help="Also forget runs that ended so long ago, with their logs. Events stay.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@state_option
@tells_faults
def command(older_than: int | None, dry_run: bool, state_dir: str | None) -> int:
    """End and remove what interrupted runs left: processes, containers, networks, workspaces.

    A run that was interrupted is cancelled by this; `pipec resume` goes on with it instead. Runs that are executed are
    left alone. Artifacts are the business of `pipec artifact gc`.

    \b
    Examples:
      pipec clean --dry-run
      pipec clean
      pipec clean --older-than 30

    Exit codes: 0 clean, 1 something could not be done, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    from ..running.cleaning import Cleaning, clean

    count = failed = 0
    for told in clean(Cleaning(state_directory(state_dir), older_than, dry_run), round(time.time() * 1000)):
        if dry_run and not count:
            write("nothing is done; without --dry-run:\n")
        write(f"{told.sentence}\n")
        count += 1
        failed += told.failed
    if not count:
        write("there is nothing to clean\n")
    return 1 if failed else 0
