"""`pipec artifact get`: an artifact, as files or as an archive."""

from pathlib import Path
from typing import Any

import click

from ...artifact_output import complete_digests, size_text
from ...options import PATH
from ...output import counted
from ...state_options import state_directory, state_option, tells_faults
from ...streams import warn


@click.command()
@click.argument("which", nargs=-1, required=True, metavar="DIGEST | RUN JOB ARTIFACT", shell_complete=complete_digests)
@click.option("--out", "-o", type=PATH, metavar="DIR", help="Write to this folder.  [default: the artifact's name]")
@click.option("--archive", type=PATH, metavar="FILE", help="Write a tar archive instead, packed as the artifact says.")
@click.option(
    "--force", is_flag=True, help="Write into a folder that has something in it, over an archive that is there."
)
@state_option
@tells_faults
def command(which: tuple[str, ...], out: str | None, archive: str | None, force: bool, state_dir: str | None) -> int:
    """Write an artifact to a folder or an archive, verified.

    RUN is a run's id, the beginning or the end of it, or `latest`.

    \b
    Examples:
      pipec artifact get latest build dist
      pipec artifact get 8f4343 --out /tmp/dist
      pipec artifact get latest build dist --archive dist.tar.gz

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.artifacts.changes import UseArtifact
    from runtime.state.journal import apply_changes

    from ...running.actor import actor_name

    if out and archive:
        raise click.UsageError("Give `--out` or `--archive`, not both.")
    directory = state_directory(state_dir)
    record = _record(directory, which)
    target = Path(archive or out or record.name)
    _refuse_what_is_there(target, archive=bool(archive), force=force)
    count = _write(directory, record, target, archive=bool(archive))
    apply_changes(directory, actor_name(), UseArtifact(record.digest))
    warn(f"{counted(count, 'file')}, {size_text(record.size)}, in {target}")
    return 0


def _record(directory: Path, which: tuple[str, ...]) -> Any:
    """Return the artifact that is meant; an ArtifactError that names those of the run when there is none."""
    from runtime.artifacts.queries import ArtifactQueries
    from runtime.errors import ArtifactError
    from runtime.state.queries import Queries

    with ArtifactQueries(directory) as queries:
        if len(which) == 1:
            return [each for each in queries.of_digest(queries.resolve(which[0])) if each.removed is None][-1]
        if len(which) != 3:
            raise click.UsageError("Give a DIGEST, or RUN JOB ARTIFACT.")
        with Queries(directory) as runs:
            run = runs.find_run(which[0]).id
        found = queries.of_run(run)
    record = found.get((which[1], which[2]))
    if record is None:
        names = ", ".join(sorted(each.label for each in found.values())) or "none"
        raise ArtifactError(f"run {run} keeps no artifact {which[1]}.{which[2]}", f"It keeps: {names}.")
    return record


def _refuse_what_is_there(target: Path, *, archive: bool, force: bool) -> None:
    if archive and target.exists() and not force:
        raise click.UsageError(f"`{target}` exists. Give another FILE, or `--force`.")
    if not archive and target.exists() and not target.is_dir():
        raise click.UsageError(f"`{target}` is no folder. Give another DIR.")
    if not archive and not force and target.is_dir() and any(target.iterdir()):
        raise click.UsageError(f"`{target}` has something in it. Give another DIR, or `--force`.")


def _write(directory: Path, record: Any, target: Path, *, archive: bool) -> int:
    from runtime.artifacts.archives import write_archive
    from runtime.artifacts.store import ArtifactStore
    from runtime.errors import ArtifactError

    store = ArtifactStore(directory)
    try:
        if archive:
            entries = store.entries(record.digest)
            write_archive(store.objects, entries, target, record.compression)
            return len(entries)
        target.mkdir(parents=True, exist_ok=True)
        return store.place(record.digest, ".", target, {}, record.label)
    except OSError as error:
        raise ArtifactError(f"{target} cannot be written: {error.strerror}") from error
