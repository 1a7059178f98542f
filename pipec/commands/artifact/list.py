"""`pipec artifact list`: what is kept."""

import click

from ...artifact_output import as_json, print_table, short, size_text, time_text
from ...options import format_option
from ...output import print_json
from ...state_options import state_directory, state_option, tells_faults


@click.command()
@click.option("--run", "run", metavar="RUN", help="Of this run only: its id, a part of it, or `latest`.")
@click.option("--job", "job", metavar="JOB", help="Of this job only.")
@state_option
@format_option("text", "json")
@tells_faults
def command(run: str | None, job: str | None, state_dir: str | None, format_: str) -> int:
    """List what is kept, the oldest first.

    \b
    Examples:
      pipec artifact list
      pipec artifact list --run latest --job build
      pipec artifact list --format json

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.artifacts.queries import ArtifactQueries
    from runtime.state.queries import Queries

    directory = state_directory(state_dir)
    if run is not None:
        with Queries(directory) as queries:
            run = queries.find_run(run).id
    with ArtifactQueries(directory) as artifacts:
        found = artifacts.all(run, job)
        needed = {reference.digest for reference in artifacts.references()}
    if format_ == "json":
        print_json({"format": 1, "artifacts": [as_json(each, referred=each.digest in needed) for each in found]})
        return 0
    rows = [
        (
            short(each.digest),
            each.label,
            each.run or "added",
            f"{each.files:,}",
            size_text(each.size),
            time_text(each.created),
            each.status.lower(),
            "needed" if each.digest in needed else "",
        )
        for each in found
    ]
    print_table(("digest", "artifact", "run", "files", "size", "kept", "status", ""), rows, right=(3, 4))
    return 0
