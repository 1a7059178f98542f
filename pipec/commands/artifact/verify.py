"""`pipec artifact verify`: whether what is stored is what was stored."""

from collections.abc import Sequence
from typing import Any

import click

from ...artifact_output import ByteProgress, complete_digests, short, size_text
from ...options import format_option
from ...output import counted, print_json
from ...state_options import state_directory, state_option, tells_faults
from ...streams import warn, write


@click.command()
@click.argument("digests", nargs=-1, metavar="[DIGEST]...", shell_complete=complete_digests)
@state_option
@format_option("text", "json")
@tells_faults
def command(digests: tuple[str, ...], state_dir: str | None, format_: str) -> int:
    """Read what is kept, all of it without DIGEST or with `all`, and say what is corrupted or missing.

    A corrupted object is put aside, so that it can be stored again: what says which job makes it.

    \b
    Examples:
      pipec artifact verify
      pipec artifact verify 8f4343 --format json

    Exit codes: 0 all is whole, 1 something is not, 2 usage, 3 internal error, 130 interrupted.
    """  # noqa: D301 - click wants the character
    import gc

    from runtime.artifacts.queries import ArtifactQueries
    from runtime.artifacts.verification import verify

    from ...running.actor import actor_name

    gc.enable()
    directory = state_directory(state_dir)
    with ArtifactQueries(directory) as queries:
        wanted = [queries.resolve(each) for each in digests if each != "all"]
        if not wanted or "all" in digests:
            wanted = list(dict.fromkeys(each.digest for each in queries.all()))
    whole: set[str] = set()
    with ByteProgress("verified") as progress:
        found = [verify(directory, digest, actor_name(), whole, progress.add) for digest in wanted]
    bad = [each for each in found if each.status != "VALID"]
    if format_ == "json":
        print_json({"format": 1, "artifacts": [_as_json(each) for each in found]})
    else:
        _tell(bad)
        state = f"{len(bad)} not whole" if bad else "all whole"
        warn(f"{counted(len(found), 'artifact')}, {size_text(progress.total)} read, {state}")
    return int(bool(bad))


def _tell(findings: Sequence[Any]) -> None:
    for each in findings:
        digest = each.records[-1].digest
        labels = ", ".join(dict.fromkeys(record.label for record in each.records))
        write(f"{short(digest)} {labels}: {each.status.lower()}\n")
        for word, objects in (("corrupted, put aside", each.corrupted), ("missing", each.missing)):
            for item in objects:
                write(f"  object {item}: {word}\n")
        write(f"  {each.recovery}\n")


def _as_json(finding: Any) -> dict[str, Any]:
    return {
        "digest": finding.records[-1].digest,
        "artifacts": [record.label for record in finding.records],
        "status": finding.status,
        "corrupted": list(finding.corrupted),
        "missing": list(finding.missing),
        "recovery": finding.recovery,
    }
