"""`pipec artifact show`: one artifact."""

from collections.abc import Sequence
from typing import Any

import click

from ...artifact_output import as_json, complete_digests, size_text, time_text
from ...options import format_option
from ...output import counted, print_json
from ...state_options import state_directory, state_option, tells_faults
from ...streams import write


@click.command()
@click.argument("digest", shell_complete=complete_digests)
@state_option
@format_option("text", "json")
@tells_faults
def command(digest: str, state_dir: str | None, format_: str) -> int:
    """Show what is known of an artifact, and what is in it.

    \b
    Examples:
      pipec artifact show 8f4343
      pipec artifact show 8f4343 --format json

    Exit codes: 0 success, 1 failure, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    from runtime.artifacts.queries import ArtifactQueries
    from runtime.artifacts.store import ArtifactStore

    directory = state_directory(state_dir)
    with ArtifactQueries(directory) as queries:
        digest = queries.resolve(digest)
        records = queries.of_digest(digest)
        references = queries.references(digest)
        decisions = queries.decisions(digest)
    entries = ArtifactStore(directory).entries(digest)
    if format_ == "json":
        print_json(
            {
                "format": 1,
                "digest": digest,
                "artifacts": [as_json(each, referred=bool(references)) for each in records],
                "references": [each._asdict() for each in references],
                "decisions": [
                    dict(zip(("policy", "decision", "reason", "decided"), each, strict=True)) for each in decisions
                ],
                "entries": [{**each._asdict()} for each in entries],
            }
        )
        return 0
    lines = [f"digest      {digest}"]
    for record in records:
        lines += _of(record)
    lines += [f"needed      {reference.sentence}" for reference in references]
    lines += [
        f"decided     {verdict} by {policy}, {time_text(at)}: {reason}" for policy, verdict, reason, at in decisions
    ]
    write("\n".join([*lines, "", *_tree(entries)]) + "\n")
    return 0


def _of(record: Any) -> list[str]:
    origin = f"run {record.run} of {record.pipeline}" if record.run else "added"
    removed = f"; removed {time_text(record.removed)}: {record.removal}" if record.removed else ""
    files = counted(record.files, "file")
    packing = "packed" if record.compression == "gzip" else "not packed"
    return [
        f"artifact    {record.label}, {origin}{removed}",
        f"  content   {files}, {size_text(record.size)}, {record.media_type}; archives {packing}",
        f"  kept      {time_text(record.created)}, last used {time_text(record.accessed)}",
        f"  policy    {record.policy.name}",
        f"  status    {record.status.lower()}{f', {time_text(record.verified)}' if record.verified else ''}",
    ]


def _tree(entries: Sequence[Any]) -> list[str]:
    from runtime.logs.safe import safe_text

    lines = []
    for entry in entries:
        kind = "link" if entry.link else size_text(entry.size)
        name = f"{entry.path} -> {entry.link}" if entry.link else entry.path
        lines.append(f"{kind:>10}  {'x' if entry.executable else ' '}  {safe_text(name, color=False)}")
    return lines
