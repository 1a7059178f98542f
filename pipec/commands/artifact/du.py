"""`pipec artifact du`: what takes the room."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from ...artifact_output import print_table, size_text
from ...options import format_option
from ...output import print_json
from ...state_options import state_directory, state_option, tells_faults
from ...streams import write


@click.command()
@state_option
@format_option("text", "json")
@tells_faults
def command(state_dir: str | None, format_: str) -> int:
    """Show how much room artifacts take, by name, and how much is saved because equal files are stored once.

    \b
    Examples:
      pipec artifact du
      pipec artifact du --format json

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.artifacts.contents import stored
    from runtime.artifacts.handing.shelf import archives_size
    from runtime.artifacts.pressure import usage
    from runtime.artifacts.queries import ArtifactQueries

    directory = state_directory(state_dir)
    with ArtifactQueries(directory) as queries:
        records = queries.all()
    names: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for each in records:
        label = f"{each.pipeline}/{each.label}" if each.pipeline else each.label
        names[label] += each.size
        times[label] += 1
    room, objects = 0, 0
    for _, size in stored(directory / "artifacts"):
        room, objects = room + size, objects + 1
    archives = archives_size(directory / "artifacts")
    share = usage(_existing(directory)).share
    summary = {
        "artifacts": len(records),
        "content": sum(names.values()),
        "objects": objects,
        "stored": room,
        "archives": archives,
        "share": share,
    }
    if format_ == "json":
        print_json({"format": 1, **summary, "names": [_named(name, times, size) for name, size in names.most_common()]})
        return 0
    rows = [(name, f"{times[name]:,}", size_text(size)) for name, size in names.most_common()]
    print_table(("artifact", "kept", "content"), rows, right=(1, 2))
    content = size_text(sum(names.values()))
    handed = f", {size_text(archives)} in archives for nodes" if archives else ""
    write(f"{size_text(room)} in {objects:,} objects for {content}{handed}; the file system is {share:.0%} full\n")
    return 0


def _named(name: str, times: Counter[str], size: int) -> dict[str, Any]:
    return {"name": name, "kept": times[name], "content": size}


def _existing(directory: Path) -> Path:
    """Return the folder, or the nearest one above it that is there."""
    return next(each for each in (directory, *directory.parents) if each.exists())
