"""`pipec artifact add`: something that no job made."""

from pathlib import Path
from typing import Any

import click

from ...artifact_output import size_text
from ...options import PATH
from ...output import counted
from ...state_options import state_directory, state_option, tells_faults
from ...streams import warn, write


@click.command()
@click.argument("path", type=PATH)
@click.option("--name", "-n", required=True, metavar="NAME", help="How it is called in lists.")
@click.option("--unpack", is_flag=True, help="PATH is a tar archive, packed with gzip or not: keep what is in it.")
@state_option
@tells_faults
def command(path: str, name: str, unpack: bool, state_dir: str | None) -> int:
    """Keep a file, a folder, or what is in an archive; print its digest.

    Links that lead out of a folder, devices, and archives that were made to do harm are refused.

    \b
    Examples:
      pipec artifact add dist --name dist
      pipec artifact add release.tar.gz --name release --unpack

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    import gc

    from runtime.artifacts.changes import KeepArtifact
    from runtime.artifacts.store import ArtifactStore
    from runtime.state.journal import apply_changes

    from ...running.actor import actor_name

    gc.enable()
    directory = state_directory(state_dir)
    store = ArtifactStore(directory)
    try:
        kept = _keep(store, Path(path), name, unpack=unpack)
        apply_changes(directory, actor_name(), KeepArtifact("", "", kept))
    finally:
        store.close()
    warn(f"{counted(kept.files, 'file')}, {size_text(kept.size)}")
    write(f"{kept.digest}\n")
    return 0


def _keep(store: Any, path: Path, name: str, *, unpack: bool) -> Any:
    from runtime.artifacts.archives import read_archive
    from runtime.artifacts.collect import collect_file
    from runtime.artifacts.store import keep_entries
    from runtime.errors import ArtifactError

    if not path.exists():
        raise ArtifactError(f"{path} is not there")
    if path.is_dir():
        return store.keep_tree(name, path, ("**",))
    with store.storing() as batch:
        entries = read_archive(batch, path) if unpack else collect_file(batch, path)
        if not entries:
            raise ArtifactError(f"there is no file in {path}")
        return keep_entries(batch, name, entries)
