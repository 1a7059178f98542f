"""`pipec artifact unpin`: let retention decide again."""

import click

from ...artifact_output import complete_digests
from ...state_options import state_directory, state_option, tells_faults


@click.command()
@click.argument("digest", shell_complete=complete_digests)
@click.option("--reason", "-r", required=True, metavar="TEXT", help="Why it need not stay.")
@state_option
@tells_faults
def command(digest: str, reason: str, state_dir: str | None) -> int:
    """Let retention decide on an artifact again.

    \b
    Examples:
      pipec artifact unpin 8f4343 --reason "the audit is over"

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.artifacts.changes import Unrefer
    from runtime.artifacts.queries import ArtifactQueries
    from runtime.artifacts.records import PIN
    from runtime.state.journal import apply_changes

    from ...running.actor import actor_name

    directory = state_directory(state_dir)
    with ArtifactQueries(directory) as queries:
        digest = queries.resolve(digest)
    apply_changes(directory, actor_name(), Unrefer(digest, "pin", PIN, reason, actor_name()))
    return 0
