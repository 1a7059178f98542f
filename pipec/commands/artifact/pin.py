"""`pipec artifact pin`: keep an artifact whatever its age."""

import click

from ...artifact_output import complete_digests
from ...state_options import state_directory, state_option, tells_faults


@click.command()
@click.argument("digest", shell_complete=complete_digests)
@click.option("--reason", "-r", required=True, metavar="TEXT", help="Why it must stay.")
@state_option
@tells_faults
def command(digest: str, reason: str, state_dir: str | None) -> int:
    """Keep an artifact until it is unpinned.

    \b
    Examples:
      pipec artifact pin 8f4343 --reason "evidence for the audit of May"

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.artifacts.changes import Refer
    from runtime.artifacts.queries import ArtifactQueries
    from runtime.artifacts.records import PIN
    from runtime.state.journal import apply_changes

    from ...running.actor import actor_name

    directory = state_directory(state_dir)
    with ArtifactQueries(directory) as queries:
        digest = queries.resolve(digest)
    apply_changes(directory, actor_name(), Refer(digest, "pin", PIN, reason, actor_name()))
    return 0
